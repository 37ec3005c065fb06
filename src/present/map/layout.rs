//! Where things are on the map: districts of equal columns, packed without gaps above them, and in
//! each district lines of text from top to bottom. Pure: numbers in, numbers out. Lengths are in the
//! units of the drawing, of which one is a CSS pixel on a wide screen.

/// How wide the drawing is: the content's width on a screen of 1280 pixels.
pub(super) const WIDTH: usize = 1136;
/// How many columns the drawing has.
const COLUMNS: usize = 4;
/// The space between districts.
const GAP: usize = 16;
/// How wide a column is.
pub(super) const COLUMN: usize = (WIDTH - (COLUMNS - 1) * GAP) / COLUMNS;
/// The space between a district's edge and what is in it.
pub(super) const PADDING: usize = 14;
/// How high the title of a district is.
const HEAD: usize = 40;
/// How far lines are apart.
pub(super) const LINE: usize = 21;
/// More lines than this in a column, and a district takes another column.
const TALL: usize = 18;

/// A rectangle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Area {
    pub(super) x: usize,
    pub(super) y: usize,
    pub(super) width: usize,
    pub(super) height: usize,
}

/// A district with the left edge and the base line of each of its lines.
pub(super) type Placed = (Area, Vec<(usize, usize)>);

/// What a line of a district is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// The title of the lines that follow; it never ends a column.
    Title,
    /// A page.
    Page,
}

/// Places a district for each list of lines, in their order, and says how high the drawing is.
pub(super) fn place(districts: &[Vec<Line>]) -> (Vec<Placed>, usize) {
    let mut floor = [0; COLUMNS];
    let placed = districts.iter().map(|lines| district(lines, &mut floor)).collect();
    (placed, floor.into_iter().max().unwrap_or(0).saturating_sub(GAP))
}

fn district(lines: &[Line], floor: &mut [usize; COLUMNS]) -> Placed {
    let columns = lines.len().div_ceil(TALL).clamp(1, COLUMNS);
    let (cells, rows) = flow(lines, columns);
    // The highest place that is wide enough, and of several the first.
    let top = |at: usize| floor[at..at + columns].iter().copied().max().unwrap_or(0);
    let at = (0..=COLUMNS - columns).min_by_key(|at| top(*at)).unwrap_or(0);
    let area = Area {
        x: at * (COLUMN + GAP),
        y: top(at),
        width: columns * COLUMN + (columns - 1) * GAP,
        height: HEAD + rows * LINE + PADDING,
    };
    floor[at..at + columns].fill(area.y + area.height + GAP);
    let position = |(column, row): &(usize, usize)| {
        (area.x + PADDING + column * (COLUMN + GAP), area.y + HEAD + (row + 1) * LINE - 6)
    };
    (area, cells.iter().map(position).collect())
}

/// The column and row of every line, and how many rows there are.
fn flow(lines: &[Line], columns: usize) -> (Vec<(usize, usize)>, usize) {
    let rows = lines.len().div_ceil(columns);
    let (mut cells, mut column, mut row) = (Vec::with_capacity(lines.len()), 0, 0);
    let mut lowest = 0;
    for (index, line) in lines.iter().enumerate() {
        let is_last_title = *line == Line::Title && row + 1 == rows && index + 1 < lines.len();
        if (row == rows || is_last_title) && column + 1 < columns {
            (column, row) = (column + 1, 0);
        }
        cells.push((column, row));
        row += 1;
        lowest = lowest.max(row);
    }
    (cells, lowest)
}

/// A curve between two dots. Between columns it swings sideways; within one it bows out to the left,
/// if there is no text.
pub(super) fn curve(from: (usize, usize), to: (usize, usize)) -> String {
    let ((x1, y1), (x2, y2)) = (from, to);
    let reach = x1.abs_diff(x2) / 2;
    let (c1, c2) = match x1.cmp(&x2) {
        std::cmp::Ordering::Less => (x1 + reach, x2 - reach),
        std::cmp::Ordering::Greater => (x1 - reach, x2 + reach),
        std::cmp::Ordering::Equal => {
            let bow = (8 + y1.abs_diff(y2) / 10).min(60).min(x1);
            (x1 - bow, x2 - bow)
        }
    };
    format!("M{x1} {y1}C{c1} {y1} {c2} {y2} {x2} {y2}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn districts_do_not_touch_and_hold_their_lines() {
        let sizes = [16, 7, 40, 1, 0, 200, 3, 19];
        let districts: Vec<Vec<Line>> = sizes.iter().map(|size| vec![Line::Page; *size]).collect();
        let (placed, height) = place(&districts);
        for (index, (area, lines)) in placed.iter().enumerate() {
            assert_eq!(lines.len(), sizes[index]);
            assert!(area.x + area.width <= WIDTH && area.y + area.height <= height);
            assert!(lines.iter().all(|(x, y)| *x > area.x && *y < area.y + area.height && *y > area.y));
            for (other, _) in &placed[..index] {
                let beside = area.x >= other.x + other.width + GAP || other.x >= area.x + area.width + GAP;
                let below = area.y >= other.y + other.height + GAP || other.y >= area.y + area.height + GAP;
                assert!(beside || below, "{area:?} {other:?}");
            }
        }
    }

    #[test]
    fn a_title_stays_with_what_follows() {
        let lines = [Line::Page, Line::Page, Line::Title, Line::Page, Line::Page, Line::Page];
        let (cells, rows) = flow(&lines, 2);
        assert_eq!((cells[2], cells[3], rows), ((1, 0), (1, 1), 4));
    }

    #[test]
    fn curves_begin_and_end_at_their_dots() {
        assert_eq!(curve((10, 5), (110, 45)), "M10 5C60 5 60 45 110 45");
        assert_eq!(curve((40, 0), (40, 100)), "M40 0C22 0 22 100 40 100");
    }
}
