//! Mechanisms of escape: the box of the front page, and the section with every line of evidence.

mod detail;
mod front;
mod order;
mod words;

pub(crate) use self::detail::mechanism_details;
pub(crate) use self::front::mechanism_box;
pub(crate) use self::order::shown;
