//! Gene sets: the catalogue's TOML files, users' GMT files, tables of weights.

mod catalogue;
mod gmt;
mod weights;

pub use catalogue::{Catalogue, CatalogueAxis, check_catalogue, read_catalogue};
pub use gmt::{read_gmt, write_gmt};
pub use weights::{is_weight_table, read_weight_table};
