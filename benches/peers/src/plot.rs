//! One SVG per workload: a bar for each client, as long as its time is to the reference's.

use std::fmt::Write;
use std::path::Path;

use crate::Failure;
use crate::report::Figures;
use crate::workload::Workload;

const WIDTH: f64 = 720.0;
const LEFT: f64 = 130.0;
const TOP: f64 = 56.0;
const ROW: f64 = 30.0;

/// Writes `<directory>/<workload>.svg`.
pub(crate) fn write(
    directory: &Path,
    workload: Workload,
    figures: &[Figures],
) -> Result<(), Failure> {
    std::fs::create_dir_all(directory)?;
    let path = directory.join(format!("{}.svg", workload.name()));
    Ok(std::fs::write(path, svg(workload, figures)?)?)
}

fn svg(workload: Workload, figures: &[Figures]) -> Result<String, std::fmt::Error> {
    let mut bars: Vec<(&str, f64)> =
        figures.iter().filter_map(|figure| Some((figure.peer, figure.wall_ratio?))).collect();
    bars.sort_by(|one, other| one.1.total_cmp(&other.1));
    let longest = bars.iter().map(|(_, ratio)| *ratio).fold(1.0, f64::max);
    let scale = (WIDTH - LEFT - 80.0) / longest;
    let height = TOP + ROW * bars.len() as f64 + 20.0;
    let reference = figures.first().map_or("", |figure| figure.reference);

    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" \
         font-family=\"sans-serif\" font-size=\"14\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n\
         <text x=\"12\" y=\"22\" font-weight=\"bold\">{}: {}</text>\n\
         <text x=\"12\" y=\"42\" fill=\"#555555\">time, {reference} = 1; shorter is better</text>\n",
        workload.name(),
        workload.title(),
    );
    for (index, (peer, ratio)) in bars.iter().enumerate() {
        let y = TOP + ROW * index as f64;
        let colour = match *peer {
            "sqldb" => "#d9480f",
            peer if peer == reference => "#1864ab",
            _ => "#868e96",
        };
        writeln!(
            svg,
            "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{peer}</text>\
             <rect x=\"{LEFT}\" y=\"{}\" width=\"{:.1}\" height=\"20\" fill=\"{colour}\"/>\
             <text x=\"{:.1}\" y=\"{}\">{ratio:.2}</text>",
            LEFT - 8.0,
            y + 15.0,
            y,
            ratio * scale,
            LEFT + ratio * scale + 6.0,
            y + 15.0,
        )?;
    }
    writeln!(
        svg,
        "<line x1=\"{0:.1}\" x2=\"{0:.1}\" y1=\"{1}\" y2=\"{2}\" stroke=\"#1864ab\" \
         stroke-dasharray=\"4 3\"/>\n</svg>",
        LEFT + scale,
        TOP - 6.0,
        height - 14.0,
    )?;
    Ok(svg)
}
