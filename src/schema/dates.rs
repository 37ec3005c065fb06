//! Dates, times and periods as authors type them.

use jiff::civil::{Date, Time};
use jiff::tz::{Offset, TimeZone};
use jiff::{Span, Timestamp, Zoned};

/// A date or a date-time, as one moment in time.
#[derive(Clone, Debug, PartialEq)]
pub struct Moment {
    /// When it is, in the zone that the author gave, or the site's. A date without a time is its
    /// first moment.
    pub at: Zoned,
    /// Whether a time was given.
    pub has_time: bool,
}

impl Moment {
    /// The moment for comparison.
    pub fn timestamp(&self) -> Timestamp {
        self.at.timestamp()
    }

    /// The day.
    pub fn date(&self) -> Date {
        self.at.date()
    }

    /// RFC 3339: a full-date, or a date-time with its offset.
    pub fn iso(&self) -> String {
        if self.has_time {
            self.at.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
        } else {
            self.at.strftime("%Y-%m-%d").to_string()
        }
    }
}

/// Reads an RFC 3339 date (`2025-04-08`) or date-time (`2025-04-08T09:30:00+02:00`). The seconds and
/// the offset may be left out, and a space may stand for the `T`; without an offset the time is in
/// `time_zone`.
pub fn parse_moment(text: &str, time_zone: &TimeZone) -> Option<Moment> {
    let (date, rest) = read_date(text.trim())?;
    let (time, zone) = match rest {
        "" => (None, None),
        rest => {
            let (time, rest) = read_time(rest.strip_prefix(['T', 't', ' '])?)?;
            (Some(time), read_offset(rest.trim_start())?)
        }
    };
    let zone = zone.map_or_else(|| time_zone.clone(), Offset::to_time_zone);
    let at = date.to_datetime(time.unwrap_or(Time::midnight())).to_zoned(zone).ok()?;
    Some(Moment { at, has_time: time.is_some() })
}

/// Reads `6 months`, `2 weeks`, `1 year`, `90 days`, or an ISO 8601 duration of whole days such as
/// `P6M`. Nothing and zero are no period.
pub fn parse_period(text: &str) -> Option<Span> {
    let text = text.trim().to_lowercase();
    let span = match text.strip_prefix('p') {
        Some(units) => read_iso_period(units)?,
        None => read_worded_period(&text)?,
    };
    (!span.is_zero()).then_some(span)
}

fn read_worded_period(text: &str) -> Option<Span> {
    let mut words = text.split_whitespace();
    let mut span = Span::new();
    while let Some(number) = words.next() {
        let number = whole(number)?;
        span = match words.next()?.trim_end_matches(',') {
            "day" | "days" => span.try_days(span.get_days() as i64 + number),
            "week" | "weeks" => span.try_weeks(span.get_weeks() as i64 + number),
            "month" | "months" => span.try_months(span.get_months() as i64 + number),
            "year" | "years" => span.try_years(span.get_years() as i64 + number),
            _ => return None,
        }
        .ok()?;
    }
    Some(span)
}

fn read_iso_period(text: &str) -> Option<Span> {
    let mut span = Span::new();
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let number = whole(&rest[..digits])?;
        span = match rest[digits..].chars().next()? {
            'd' => span.try_days(number),
            'w' => span.try_weeks(number),
            'm' => span.try_months(number),
            'y' => span.try_years(number),
            _ => return None,
        }
        .ok()?;
        rest = &rest[digits + 1..];
    }
    Some(span)
}

/// A number of up to four digits: no review is due in ten thousand days.
fn whole(text: &str) -> Option<i64> {
    let is_short = (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_short { text.parse().ok() } else { None }
}

/// `2025-04-08` and what follows.
fn read_date(text: &str) -> Option<(Date, &str)> {
    let (year, rest) = digits(text, 4)?;
    let (month, rest) = digits(rest.strip_prefix('-')?, 2)?;
    let (day, rest) = digits(rest.strip_prefix('-')?, 2)?;
    let date =
        Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    Some((date, rest))
}

/// `09:30`, `09:30:15` or `09:30:15.5` and what follows.
fn read_time(text: &str) -> Option<(Time, &str)> {
    let (hour, rest) = digits(text, 2)?;
    let (minute, rest) = digits(rest.strip_prefix(':')?, 2)?;
    let (second, rest) = match rest.strip_prefix(':') {
        Some(rest) => digits(rest, 2)?,
        None => (0, rest),
    };
    let rest = match rest.strip_prefix('.') {
        Some(fraction) => {
            let end = fraction.find(|c: char| !c.is_ascii_digit()).unwrap_or(fraction.len());
            (end > 0).then(|| &fraction[end..])?
        }
        None => rest,
    };
    // RFC 3339 has leap seconds; the clocks that this is compared with do not.
    let second = if second == 60 { 59 } else { second };
    let time = Time::new(i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, i8::try_from(second).ok()?, 0);
    Some((time.ok()?, rest))
}

/// Nothing, `Z` or `+02:00`; `None` for anything else.
fn read_offset(text: &str) -> Option<Option<Offset>> {
    if text.is_empty() {
        return Some(None);
    }
    if text.eq_ignore_ascii_case("z") {
        return Some(Some(Offset::UTC));
    }
    let sign = match text.chars().next()? {
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let (hours, rest) = digits(&text[1..], 2)?;
    let (minutes, rest) = digits(rest.strip_prefix(':').unwrap_or(rest), 2)?;
    if !rest.is_empty() || hours > 23 || minutes > 59 {
        return None;
    }
    Offset::from_seconds(sign * i32::try_from(hours * 3600 + minutes * 60).ok()?).ok().map(Some)
}

fn digits(text: &str, count: usize) -> Option<(u32, &str)> {
    let number = text.get(..count).filter(|number| number.bytes().all(|byte| byte.is_ascii_digit()))?;
    Some((number.parse().ok()?, &text[count..]))
}

/// Whether `text` is an RFC 3339 full-date on the calendar.
pub(super) fn is_date(text: &str) -> bool {
    // The last day that there is has no moment in every time zone, but is still a date.
    read_date(text.trim()).is_some_and(|(_, rest)| rest.is_empty())
}

/// Whether `text` is a date with a time.
pub(super) fn is_date_time(text: &str) -> bool {
    parse_moment(text, &TimeZone::UTC).is_some_and(|moment| moment.has_time)
}

/// Whether `text` is either.
pub(super) fn is_date_or_date_time(text: &str) -> bool {
    is_date(text) || is_date_time(text)
}

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// What an author may have meant by a date in another form. A form that people read in two ways,
/// such as `04/08/2025`, has no suggestion.
pub(super) fn suggest(text: &str) -> Option<String> {
    let text = text.trim();
    let cut = text.find(['T', ' ']).filter(|cut| text[..*cut].contains(|c: char| "./-".contains(c)));
    let (day, time) = cut.map_or((text, ""), |cut| text.split_at(cut));
    let date = suggest_date(day)?;
    let time = time.trim_start_matches(['T', ' ']);
    if time.is_empty() {
        return Some(date);
    }
    let time = time.trim_end_matches("UTC").trim_end_matches("GMT");
    let zone = if text.ends_with("UTC") || text.ends_with("GMT") { "Z" } else { "" };
    let moment = format!("{date}T{}{zone}", time.trim());
    is_date_time(&moment).then_some(moment)
}

fn suggest_date(text: &str) -> Option<String> {
    let parts: Vec<&str> =
        text.split(|c: char| " ./-,".contains(c)).filter(|part| !part.is_empty()).collect();
    let [first, second, third] = parts.as_slice() else { return None };
    let month_named = |text: &str| {
        let start = text.to_lowercase().chars().take(3).collect::<String>();
        MONTHS.iter().position(|month| *month == start).map(|index| index + 1)
    };
    let number = |text: &str| text.trim_end_matches(|c: char| c.is_ascii_alphabetic()).parse::<usize>().ok();
    let (year, month, day) = if first.len() == 4 {
        (number(first)?, number(second).or_else(|| month_named(second))?, number(third)?)
    } else if let Some(month) = month_named(first) {
        (number(third)?, month, number(second)?)
    } else if let Some(month) = month_named(second) {
        (number(third)?, month, number(first)?)
    } else if text.contains('.') || number(first)? > 12 || number(first) == number(second) {
        (number(third)?, number(second)?, number(first)?)
    } else {
        return None;
    };
    let date = format!("{year:04}-{month:02}-{day:02}");
    (year >= 1000 && is_date(&date)).then_some(date)
}

/// As [`suggest`], for forms that can be read in one way only: `8.4.2025` is another day where the
/// month goes first.
pub(super) fn certain(text: &str) -> Option<String> {
    let day = text.trim().split(['T', ':']).next()?;
    let parts: Vec<&str> = day.split(|c: char| " ./-,".contains(c)).filter(|part| !part.is_empty()).collect();
    let [first, second, third, ..] = parts.as_slice() else { return None };
    let number = |text: &str| text.parse::<u32>().ok().filter(|_| text.len() <= 2);
    let is_year = |text: &str| text.len() == 4 && text.parse::<u32>().is_ok();
    let is_day = |text: &str| {
        let bare = ["st", "nd", "rd", "th"].iter().find_map(|end| text.strip_suffix(end));
        number(bare.unwrap_or(text)).is_some()
    };
    let is_certain = if is_year(first) {
        (number(second).is_some() || is_month(second)) && is_day(third)
    } else if is_month(first) || is_month(second) {
        is_year(third) && (is_day(first) || is_day(second))
    } else {
        let (first, second) = (number(first)?, number(second)?);
        is_year(third) && (first > 12 || first == second)
    };
    suggest(text).filter(|_| is_certain)
}

/// Whether a word is the English name of a month, or what it is cut to.
fn is_month(word: &str) -> bool {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let word = word.to_lowercase();
    word == "sept" || NAMES.iter().any(|name| *name == word || (word.len() == 3 && name.starts_with(&word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_rfc_3339_allows_and_a_little_more() {
        let berlin = TimeZone::get("Europe/Berlin").unwrap();
        for (text, expected) in [
            ("2025-04-08", "2025-04-08"),
            ("2024-02-29", "2024-02-29"),
            ("2025-04-08T09:30", "2025-04-08T09:30:00+02:00"),
            ("2025-01-08 09:30:15", "2025-01-08T09:30:15+01:00"),
            ("2025-04-08T09:30:15.25Z", "2025-04-08T09:30:15+00:00"),
            ("2025-04-08t09:30:15z", "2025-04-08T09:30:15+00:00"),
            ("2025-04-08T09:30:15-05:30", "2025-04-08T09:30:15-05:30"),
            ("2025-04-08 09:30 +0200", "2025-04-08T09:30:00+02:00"),
            ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59+00:00"),
        ] {
            assert_eq!(
                parse_moment(text, &berlin).map(|moment| moment.iso()).as_deref(),
                Some(expected),
                "{text}"
            );
        }
    }

    #[test]
    fn refuses_what_is_no_date() {
        for text in [
            "",
            "2025",
            "2025-4-8",
            "08.04.2025",
            "2025-02-29",
            "2025-13-01",
            "2025-04-31",
            "20250408",
            "2025-04-08T",
            "2025-04-08T25:00",
            "2025-04-08T10",
            "2025-04-08T10:00:00+25:00",
            "2025-04-08x",
            "2025-04-08T10:00 UTC",
            "２０２５-04-08",
            "2025-04-08T10:00:00.",
        ] {
            assert_eq!(parse_moment(text, &TimeZone::UTC), None, "{text}");
        }
    }

    #[test]
    fn suggests_the_form_that_is_read() {
        for (text, expected) in [
            ("08.04.2025", Some("2025-04-08")),
            ("8.4.2025", Some("2025-04-08")),
            ("2025/04/08", Some("2025-04-08")),
            ("2025-4-8", Some("2025-04-08")),
            ("8 April 2025", Some("2025-04-08")),
            ("April 8, 2025", Some("2025-04-08")),
            ("Apr 8th 2025", Some("2025-04-08")),
            ("31/12/2025", Some("2025-12-31")),
            ("04/08/2025", None),
            ("2025-04-08 10:00 UTC", Some("2025-04-08T10:00Z")),
            ("2025-02-30", None),
            ("8 April 25", None),
            ("soon", None),
        ] {
            assert_eq!(suggest(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn every_day_of_the_calendar_is_a_date() {
        for text in ["9999-12-31", "0001-01-01", "2024-02-29"] {
            assert!(is_date(text) && is_date_or_date_time(text) && !is_date_time(text), "{text}");
        }
    }

    #[test]
    fn is_certain_of_what_reads_in_one_way() {
        for text in [
            "2025-4-8",
            "2025/04/08",
            "2025.04.08",
            "8 April 2025",
            "April 8, 2025",
            "Apr 8th 2025",
            "8-Apr-2025",
        ] {
            assert_eq!(certain(text).as_deref(), Some("2025-04-08"), "{text}");
        }
        assert_eq!(certain("31.12.2025").as_deref(), Some("2025-12-31"));
        assert_eq!(certain("05/05/2025").as_deref(), Some("2025-05-05"));
        assert_eq!(certain("2025-04-08 10:00 UTC").as_deref(), Some("2025-04-08T10:00Z"));
        for text in ["04/05/2025", "4.5.2025", "8 April 25", "Marble 8 2025", "8 4 25", "2025-02-30", "soon"]
        {
            assert_eq!(certain(text), None, "{text}");
        }
    }

    #[test]
    fn reads_periods() {
        let start = jiff::civil::date(2025, 1, 31);
        for (text, due) in [
            ("6 months", "2025-07-31"),
            ("1 month", "2025-02-28"),
            ("2 weeks", "2025-02-14"),
            ("1 Year", "2026-01-31"),
            ("90 days", "2025-05-01"),
            ("1 year 6 months", "2026-07-31"),
            ("P6M", "2025-07-31"),
            ("P1Y6M", "2026-07-31"),
            ("p2w", "2025-02-14"),
        ] {
            let span = parse_period(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((start + span).to_string(), due, "{text}");
        }
        for text in
            ["", "6", "months", "six months", "0 days", "P", "P6", "PT6H", "-1 day", "6 moons", "99999 years"]
        {
            assert!(parse_period(text).is_none(), "{text}");
        }
    }
}
