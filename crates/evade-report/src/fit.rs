//! The size of print at which the front page stays on one sheet, estimated from the words that are printed.

use maud::Markup;

/// Sizes of print in points with the class of each, the largest first; the style sheet has the same.
const SIZES: [(f64, &str); 6] = [
    (9.0, "front"),
    (8.3, "front snug"),
    (7.7, "front dense"),
    (7.1, "front denser"),
    (6.75, "front tight"),
    (6.4, "front densest"),
];

/// What a sheet of A4 holds above the footer, in millimetres as they are estimated here: printed pages take up to 6 % less, and at the
/// smallest size at least 4 % less. A sheet holds 262.
const SHEET: f64 = 263.0;
const SHEET_LEAST: f64 = 272.0;
/// Width of the page, of a box over it and of one of two boxes beside each other, in millimetres.
const PAGE: f64 = 188.0;
const BOX: f64 = 184.0;
const HALF_BOX: f64 = 88.0;
/// Millimetres of a point.
const POINT: f64 = 0.3528;
/// Mean width of a letter and height of a line, in parts of the size of print (measured on printed pages).
const LETTER: f64 = 0.47;
const LEADING: f64 = 1.3;
/// Height of a line at the smallest size.
const LEADING_LEAST: f64 = 1.2;
/// Frame, padding and distance of a box, in millimetres.
const FRAME: f64 = 4.0;
/// Height of a drawing in parts of its width, of a page of one sample.
const DRAWING: f64 = 0.455;
/// Classes of drawings over the width of a page whose height is that of their view box.
const WIDE_DRAWINGS: [&str; 2] = ["class=\"timeline\"", "class=\"slopes\""];
/// Width of a strip of a readout with its distance, in parts of the size of print around it, and in letters.
const STRIP: f64 = 9.7;
const STRIP_LETTERS: usize = 21;
/// Shares of the width that the columns of the findings have; the cells of other tables hold a word or two.
const COLUMNS: [f64; 3] = [0.16, 0.52, 0.32];

/// A part of the page over its width, or two beside each other.
pub(crate) enum Part<'m> {
    /// Words at this size, in parts of the page's.
    Words(&'m Markup, f64),
    /// One box.
    Box(&'m Markup),
    /// Two boxes, which are as high as the higher one.
    Boxes(&'m Markup, &'m Markup),
}

impl Part<'_> {
    /// Height in millimetres at this size of print in points.
    fn height(&self, points: f64) -> f64 {
        let em = points * POINT;
        let leading = if points > LEAST { LEADING } else { LEADING_LEAST };
        let height = |words, width, em| Layout::height(words, width, em, leading);
        match self {
            Self::Words(words, factor) => height(words, PAGE, em * factor) + em,
            Self::Box(words) => height(words, BOX, em) + FRAME,
            Self::Boxes(one, other) => height(one, HALF_BOX, em).max(height(other, HALF_BOX, em)) + FRAME,
        }
    }
}

/// The smallest size that is read without effort.
pub(crate) const READABLE: f64 = 7.1;
/// The smallest size.
pub(crate) const LEAST: f64 = SIZES[SIZES.len() - 1].0;

/// The class of a front page of these parts in the largest size in which they fit, no smaller than `least`; `None` where they do
/// not fit.
pub(crate) fn size_class(parts: &[Part<'_>], least: f64) -> Option<&'static str> {
    let fits = |points: f64| {
        let sheet = if points > LEAST { SHEET } else { SHEET_LEAST };
        parts.iter().map(|part| part.height(points)).sum::<f64>() <= sheet
    };
    SIZES.iter().find(|(points, _)| *points >= least && fits(*points)).map(|(_, class)| *class)
}

/// The class of the smallest size.
pub(crate) const SMALLEST: &str = SIZES[SIZES.len() - 1].1;

/// Lays words out in lines.
struct Layout {
    width: f64,
    em: f64,
    /// Height of a line in parts of the size of print.
    leading: f64,
    total: f64,
    /// Letters since the last break, and their size in parts of the block's.
    letters: usize,
    factor: f64,
    /// The row of a table at hand.
    row: Option<TableRow>,
    is_drawing: bool,
    /// Height of the drawing at hand in parts of its width.
    drawing: f64,
    /// Items that stand in one line.
    is_inline: bool,
    /// A paragraph that begins with a strip, beside which its words stand.
    is_readout: bool,
    /// Width that the strip takes from the paragraph.
    inset: f64,
    /// Letters before a strip at hand.
    before_strip: Option<usize>,
}

/// The cells of a row stand beside each other.
#[derive(Default)]
struct TableRow {
    height: f64,
    cell: f64,
    n_cells: usize,
    is_wide: bool,
}

impl Layout {
    fn height(words: &Markup, width: f64, em: f64, leading: f64) -> f64 {
        let mut layout = Self {
            width,
            em,
            leading,
            total: 0.0,
            letters: 0,
            factor: 1.0,
            row: None,
            is_drawing: false,
            drawing: DRAWING,
            is_inline: false,
            is_readout: false,
            inset: 0.0,
            before_strip: None,
        };
        for piece in words.0.split('<') {
            let (tag, text) = piece.split_once('>').unwrap_or(("", piece));
            layout.tag(tag);
            // An entity is one letter.
            let entities = text.matches('&').count() * 4;
            layout.letters += text.chars().count().saturating_sub(entities);
        }
        layout.total
    }

    fn tag(&mut self, tag: &str) {
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        match name {
            "svg" => {
                self.is_drawing = true;
                self.drawing = if WIDE_DRAWINGS.iter().any(|class| attributes.starts_with(class)) {
                    in_view_box(attributes).unwrap_or(DRAWING)
                } else {
                    DRAWING
                };
                self.before_strip = attributes.starts_with("class=\"rna-strip\"").then_some(self.letters);
            }
            "/svg" if self.before_strip.is_some() => {
                self.is_drawing = false;
                let before = self.before_strip.take().unwrap_or_default();
                if self.is_readout {
                    self.inset = STRIP * self.em * self.factor;
                    self.letters = before;
                } else {
                    self.letters = before + STRIP_LETTERS;
                }
            }
            "/svg" => {
                self.is_drawing = false;
                self.total += self.drawing * self.width;
            }
            "dl" | "ul" if matches!(attributes.split('"').nth(1), Some("facts" | "strip")) => {
                self.begin(1.0);
                self.is_inline = true;
            }
            "/dl" | "/ul" if self.is_inline => {
                self.is_inline = false;
                self.end(self.width, 0.6);
            }
            // Items of a line stand apart by some letters.
            "li" | "dd" if self.is_inline => self.letters += 3,
            "/li" | "/dd" if self.is_inline => {}
            "p" | "li" | "dd" | "h2" => {
                self.is_readout = attributes.starts_with("class=\"readout");
                self.begin(match attributes {
                    "class=\"note\"" | "class=\"note key\"" => 0.86,
                    "class=\"names\"" | "class=\"together\"" => 0.92,
                    readout if readout.starts_with("class=\"readout") => 0.92,
                    "class=\"mechanism-line\"" => 0.95,
                    label if label.starts_with("class=\"label") => 1.5,
                    _ => 1.0,
                });
            }
            "/p" => {
                self.end(self.width - self.inset, 0.4);
                self.inset = 0.0;
            }
            "/h2" => self.end(self.width, 0.7),
            "/li" => self.end(self.width - 1.2 * self.em, 0.0),
            "/dd" => self.end(self.width - 9.0 * self.em, 0.08),
            "tr" => self.row = Some(TableRow::default()),
            "td" | "th" => {
                self.begin(0.92);
                self.row.iter_mut().for_each(|row| row.is_wide = attributes.contains("colspan"));
            }
            // Below a break in a cell the print is small.
            "br" => {
                self.end_line_of_cell();
                self.begin(0.79);
            }
            "/td" | "/th" => {
                self.end_line_of_cell();
                self.row.iter_mut().for_each(TableRow::end_cell);
            }
            "/tr" => self.total += self.row.take().map_or(0.0, |row| row.height + 0.28 * self.em),
            _ => {}
        }
        if self.is_drawing {
            self.letters = 0;
        }
    }

    fn begin(&mut self, factor: f64) {
        self.letters = 0;
        self.factor = factor;
    }

    fn lines(&self, width: f64) -> f64 {
        let size = self.em * self.factor;
        (self.letters as f64 * LETTER * size / width).ceil() * self.leading * size
    }

    /// Ends a paragraph with the distance to the next, in parts of the size of print.
    fn end(&mut self, width: f64, distance: f64) {
        self.total += self.lines(width) + distance * self.em;
        self.letters = 0;
    }

    fn end_line_of_cell(&mut self) {
        let Some(row) = &self.row else { return };
        let share = if row.is_wide { 1.0 } else { COLUMNS.get(row.n_cells).copied().unwrap_or(0.3) };
        let lines = self.lines(self.width * share);
        self.row.iter_mut().for_each(|row| row.cell += lines);
        self.letters = 0;
    }
}

/// Height of a drawing in parts of its width: `viewBox="0 0 720 120"` is a sixth.
fn in_view_box(attributes: &str) -> Option<f64> {
    let (_, rest) = attributes.split_once("viewBox=\"")?;
    let (numbers, _) = rest.split_once('"')?;
    let mut sizes = numbers.split(' ').skip(2).filter_map(|number| number.parse::<f64>().ok());
    let (width, height) = (sizes.next()?, sizes.next()?);
    (width > 0.0).then(|| height / width)
}

impl TableRow {
    fn end_cell(&mut self) {
        self.height = self.height.max(self.cell);
        self.cell = 0.0;
        self.n_cells += 1;
    }
}

#[cfg(test)]
mod tests {
    use maud::html;

    use super::*;

    #[test]
    fn words_take_lines_by_their_letters() {
        // 9 pt is 3.175 mm: 188 mm hold 125.9 letters of 1.492 mm, so 126 letters take two lines of 4.13 mm.
        let of = |n: usize| Layout::height(&html! { p { ("x".repeat(n)) } }, 188.0, 9.0 * POINT, LEADING);
        let line = LEADING * 9.0 * POINT;
        assert!((of(125) - line - 0.4 * 9.0 * POINT).abs() < 1e-9);
        assert!((of(126) - of(125) - line).abs() < 1e-9);
    }

    #[test]
    fn cells_stand_beside_each_other_and_an_entity_is_a_letter() {
        let one = html! { table { tr { td { "a" } td { "b" } } } };
        let two = html! { table { tr { td { "a" } td { "b" br; "c" } } } };
        let height = |markup: &Markup| Layout::height(markup, 188.0, 3.0, LEADING);
        assert!((height(&one) - 3.0 * (LEADING * 0.92 + 0.28)).abs() < 1e-9);
        assert!(height(&two) > height(&one));
        let entities = html! { p { ("&".repeat(100)) } };
        assert!((height(&entities) - height(&html! { p { ("x".repeat(100)) } })).abs() < 1e-9);
    }

    #[test]
    fn a_strip_takes_width_and_no_height_of_its_own() {
        let strip = || html! { svg class="rna-strip" { title { ("x".repeat(500)) } path {} } };
        let em = 3.0;
        let height = |markup: &Markup| Layout::height(markup, 90.0, em, LEADING);
        let words = |n: usize| html! { span { ("x".repeat(n)) } };
        let beside = |n: usize| height(&html! { p class="readout" { (strip()) (words(n)) } });
        let lines = |n: f64| n * LEADING * 0.92 * em + 0.4 * em;
        // 90 mm less 9.7 of 2.76 mm hold 48 letters of 1.297 mm.
        assert!((beside(48) - lines(1.0)).abs() < 1e-9 && (beside(49) - lines(2.0)).abs() < 1e-9);
        // In an item it stands among the words.
        let among = |n: usize| height(&html! { li { (strip()) ("x".repeat(n)) } });
        assert!((among(0) - height(&html! { li { ("x".repeat(STRIP_LETTERS)) } })).abs() < 1e-9);
        // What follows has the whole width again.
        let after = height(&html! { p class="readout" { (strip()) } p { ("x".repeat(60)) } });
        assert!((after - 0.4 * em - height(&html! { p { ("x".repeat(60)) } })).abs() < 1e-9);
    }

    #[test]
    fn a_wide_drawing_is_as_high_as_its_view_box() {
        let height = |markup: &Markup| Layout::height(markup, 180.0, 3.0, LEADING);
        let wide = html! { svg class="timeline" role="img" viewBox="0 0 720 120" { text { "x" } } };
        assert!((height(&wide) - 30.0).abs() < 1e-9);
        let other = html! { svg class="axes" role="img" viewBox="0 0 720 120" {} };
        assert!((height(&other) - DRAWING * 180.0).abs() < 1e-9);
    }

    #[test]
    fn more_words_never_give_larger_print() {
        let size = |n: usize| {
            let words = html! { p { ("word ".repeat(n)) } };
            let class = size_class(&[Part::Words(&words, 1.0)], LEAST);
            class.map_or(SIZES.len(), |class| SIZES.iter().position(|(_, name)| *name == class).unwrap())
        };
        assert_eq!((size(10), size(100_000)), (0, SIZES.len()));
        assert!((1..60).all(|n| size(100 * n) <= size(100 * (n + 1))));
    }
}
