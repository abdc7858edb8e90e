//! How results are written: what `\pset` and its kin set.

use std::fmt;

use super::variables::literal;
use crate::Failure;

/// How results are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Format {
    pub(super) style: Style,
    pub(super) layout: Layout,
    /// What stands for NULL.
    pub(super) null: String,
    /// The lines around an aligned table.
    pub(super) border: Border,
    pub(super) lines: Lines,
    /// What separates the values of an unaligned row.
    pub(super) separator: String,
    /// The heading and the number of rows, or the rows alone.
    pub(super) around: Around,
    /// Whether the number of rows is told.
    pub(super) footer: Switch,
    pub(super) title: Option<String>,
    /// Whether long results on a terminal go through a pager.
    pub(super) pager: Switch,
}

/// Where the values of a row stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// Side by side.
    Table,
    /// Each on a line of its own.
    Expanded,
    /// Side by side if the terminal is wide enough, else each on a line of its own.
    Fitting,
    /// A line of JSON for each row.
    Json,
}

/// What tells values apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    Aligned,
    Unaligned,
    Csv,
    Html,
}

/// The lines around an aligned table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Border {
    None,
    Inside,
    Around,
}

/// What lines are made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lines {
    Ascii,
    Unicode,
}

/// What is written besides the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Around {
    All,
    RowsOnly,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Switch {
    On,
    Off,
}

impl Default for Format {
    fn default() -> Format {
        Format {
            style: Style::Table,
            layout: Layout::Aligned,
            null: String::new(),
            border: Border::Inside,
            lines: Lines::Ascii,
            separator: "|".to_owned(),
            around: Around::All,
            footer: Switch::On,
            title: None,
            pager: Switch::On,
        }
    }
}

impl Switch {
    /// `on`, `off`; without a word, the other one.
    fn turned(self, word: &str) -> Result<Switch, Failure> {
        match (word, self) {
            ("on" | "true" | "1" | "yes" | "always", _) | ("", Switch::Off) => Ok(Switch::On),
            ("off" | "false" | "0" | "no", _) | ("", Switch::On) => Ok(Switch::Off),
            _ => Err(format!("`{word}` is neither `on` nor `off`").into()),
        }
    }
}

impl Format {
    /// Whether long results on a terminal go through a pager.
    pub(super) fn is_paged(&self) -> bool {
        self.pager == Switch::On
    }

    /// `\x [on|off|auto]`.
    ///
    /// # Errors
    ///
    /// Another word.
    pub(super) fn expand(&mut self, word: &str) -> Result<(), Failure> {
        self.style = match (word, self.style) {
            ("on", _) | ("", Style::Table | Style::Fitting) => Style::Expanded,
            ("off", _) | ("", Style::Expanded | Style::Json) => Style::Table,
            ("auto", _) => Style::Fitting,
            _ => return Err("\\x is `on`, `off` or `auto`".into()),
        };
        Ok(())
    }

    /// `\a`.
    pub(super) fn align(&mut self) {
        self.layout = match self.layout {
            Layout::Aligned => Layout::Unaligned,
            Layout::Unaligned | Layout::Csv | Layout::Html => Layout::Aligned,
        };
    }

    /// `\H`.
    pub(super) fn html(&mut self) {
        self.layout = match self.layout {
            Layout::Html => Layout::Aligned,
            Layout::Aligned | Layout::Unaligned | Layout::Csv => Layout::Html,
        };
    }

    /// Sets an option of `\pset`.
    ///
    /// # Errors
    ///
    /// There is none of that name, or it has no such value.
    pub(super) fn set(&mut self, option: &str, value: &str) -> Result<(), Failure> {
        let one_of = |known: &str| format!("`\\pset {option}` is {known}, not `{value}`");
        match option {
            "null" => value.clone_into(&mut self.null),
            "pager" => self.pager = self.pager.turned(value)?,
            "footer" => self.footer = self.footer.turned(value)?,
            "expanded" | "x" | "vertical" => self.expand(value)?,
            "tuples_only" | "t" => {
                let rows_only = match self.around {
                    Around::All => Switch::Off,
                    Around::RowsOnly => Switch::On,
                };
                self.around = match rows_only.turned(value)? {
                    Switch::On => Around::RowsOnly,
                    Switch::Off => Around::All,
                };
            }
            "fieldsep" => value.clone_into(&mut self.separator),
            "title" | "C" => self.title = Some(value.to_owned()).filter(|title| !title.is_empty()),
            "border" => {
                self.border = match value {
                    "0" => Border::None,
                    "1" => Border::Inside,
                    "2" => Border::Around,
                    _ => return Err(one_of("`0`, `1` or `2`").into()),
                }
            }
            "linestyle" => {
                self.lines = match value {
                    "ascii" => Lines::Ascii,
                    "unicode" => Lines::Unicode,
                    _ => return Err(one_of("`ascii` or `unicode`").into()),
                }
            }
            "format" => {
                // As psql, by the first letters.
                let layouts = [
                    ("aligned", Layout::Aligned),
                    ("unaligned", Layout::Unaligned),
                    ("csv", Layout::Csv),
                    ("html", Layout::Html),
                ];
                let found = layouts.iter().find(|(name, _)| {
                    !value.is_empty() && name.starts_with(&value.to_ascii_lowercase())
                });
                let known = "`aligned`, `unaligned`, `csv` or `html`";
                self.layout = found.ok_or_else(|| one_of(known))?.1;
            }
            _ => {
                return Err(format!(
                    "there is no `\\pset {option}`; there are `border`, `expanded`, `fieldsep`, `footer`, \
                     `format`, `linestyle`, `null`, `pager`, `title` and `tuples_only`"
                )
                .into());
            }
        }
        Ok(())
    }
}

/// All options, a line each, as `\pset` takes them.
impl fmt::Display for Format {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = |switch: Switch| if switch == Switch::On { "on" } else { "off" };
        let Format { style, layout, null, border, lines, separator, around, footer, title, pager } =
            self;
        let border = match border {
            Border::None => "0",
            Border::Inside => "1",
            Border::Around => "2",
        };
        let expanded = match style {
            Style::Table | Style::Json => "off",
            Style::Expanded => "on",
            Style::Fitting => "auto",
        };
        let layout = match layout {
            Layout::Aligned => "aligned",
            Layout::Unaligned => "unaligned",
            Layout::Csv => "csv",
            Layout::Html => "html",
        };
        let lines = match lines {
            Lines::Ascii => "ascii",
            Lines::Unicode => "unicode",
        };
        let rows_only = if *around == Around::RowsOnly { "on" } else { "off" };
        writeln!(formatter, "border      {border}\nexpanded    {expanded}")?;
        writeln!(formatter, "fieldsep    {}", literal(separator).trim_start())?;
        writeln!(formatter, "footer      {}\nformat      {layout}", word(*footer))?;
        writeln!(formatter, "linestyle   {lines}\nnull        {}", literal(null).trim_start())?;
        let title = literal(title.as_deref().unwrap_or_default());
        writeln!(formatter, "pager       {}\ntitle       {}", word(*pager), title.trim_start())?;
        writeln!(formatter, "tuples_only {rows_only}")
    }
}
