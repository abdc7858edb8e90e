//! The table and the JSON.

use std::fmt;

/// The line above the table.
pub(crate) const HEADER: &str = "\
workload           peer              wall    cpu  instr     time µs   p50 µs   p99 µs p99.9 µs  instructions  peak MB";

/// What one client got in one workload.
pub(crate) struct Figures {
    pub(crate) workload: &'static str,
    pub(crate) peer: &'static str,
    pub(crate) reference: &'static str,
    pub(crate) wall_ratio: Option<f64>,
    pub(crate) cpu_ratio: Option<f64>,
    pub(crate) instructions_ratio: Option<f64>,
    pub(crate) instructions: Option<f64>,
    pub(crate) each_us: Option<f64>,
    pub(crate) p50_us: Option<f64>,
    pub(crate) p99_us: Option<f64>,
    pub(crate) p999_us: Option<f64>,
    pub(crate) peak_rss_mb: Option<f64>,
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cell = |value: Option<f64>, digits: usize| match value {
            Some(value) => format!("{value:.digits$}"),
            None => "-".to_owned(),
        };
        write!(
            f,
            "{:<18} {:<15} {:>6} {:>6} {:>6} {:>11} {:>8} {:>8} {:>8} {:>13} {:>8}",
            self.workload,
            self.peer,
            cell(self.wall_ratio, 3),
            cell(self.cpu_ratio, 3),
            cell(self.instructions_ratio, 3),
            cell(self.each_us, 2),
            cell(self.p50_us, 1),
            cell(self.p99_us, 1),
            cell(self.p999_us, 1),
            cell(self.instructions, 0),
            cell(self.peak_rss_mb, 1),
        )
    }
}

/// A list of objects, one a line.
pub(crate) fn json(all: &[Figures]) -> String {
    let lines: Vec<String> = all.iter().map(object).collect();
    format!("[\n{}\n]\n", lines.join(",\n"))
}

fn object(figures: &Figures) -> String {
    let number = |value: Option<f64>| match value {
        Some(value) if value.is_finite() => format!("{value:.4}"),
        _ => "null".to_owned(),
    };
    format!(
        "  {{\"workload\": \"{}\", \"peer\": \"{}\", \"reference\": \"{}\", \"wall_ratio\": {}, \
         \"cpu_ratio\": {}, \"instructions_ratio\": {}, \"p50_us\": {}, \"p99_us\": {}, \
         \"p999_us\": {}, \"peak_rss_mb\": {}}}",
        figures.workload,
        figures.peer,
        figures.reference,
        number(figures.wall_ratio),
        number(figures.cpu_ratio),
        number(figures.instructions_ratio),
        number(figures.p50_us),
        number(figures.p99_us),
        number(figures.p999_us),
        number(figures.peak_rss_mb),
    )
}
