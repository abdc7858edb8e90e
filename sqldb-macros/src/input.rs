//! What stands between the parentheses of `sql!`.

use proc_macro2::{Span, TokenStream};
use sqldb_migrate::source::Source;
use sqldb_migrate::{Gaps, Major, Settings};
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Error, Expr, Ident, LitInt, LitStr, Result, Token, Type};

use crate::literal::Text;

/// What the wrapper of `sql!` hands over: its database, and behind it what the user wrote.
pub(crate) enum Call {
    /// `@database(…)` and the rest, unread.
    Query(DatabaseReference, TokenStream),
    /// `@broken("…")`: the attribute has said what is wrong with the database, by this literal.
    Broken(LitStr, TokenStream),
}

/// `MyType, "SELECT …", id = expr`
pub(crate) struct Input {
    /// The user's type that rows become, where one is named.
    pub(crate) row: Option<Type>,
    /// The text of the query.
    pub(crate) text: Text,
    /// `id = expr`.
    pub(crate) arguments: Vec<NamedArgument>,
}

/// What the wrapper of `sql!` says of its database: `@database("todo", "/crate", "./migrations",
/// "no_gaps", 17, ["money"], $crate::db::todo)`.
pub(crate) struct DatabaseReference {
    /// Its name. The literal of the attribute itself: its span is where the database is declared.
    pub(crate) name: LitStr,
    /// The directory of the crate that declares it.
    pub(crate) crate_directory: String,
    /// The directory of its migrations, as the attribute has it.
    pub(crate) migrations: String,
    /// How they are read.
    pub(crate) settings: Settings,
    /// The names that `types(…)` maps.
    pub(crate) mapped: Vec<String>,
    /// The path of its module, `$crate` in front.
    pub(crate) module: TokenStream,
}

/// `id = expr`
pub(crate) struct NamedArgument {
    pub(crate) name: Ident,
    pub(crate) value: Expr,
}

impl Parse for DatabaseReference {
    fn parse(input: ParseStream<'_>) -> Result<DatabaseReference> {
        let name: LitStr = input.parse()?;
        let _: Token![,] = input.parse()?;
        let crate_directory: LitStr = input.parse()?;
        let _: Token![,] = input.parse()?;
        let migrations: LitStr = input.parse()?;
        let _: Token![,] = input.parse()?;
        let layout: LitStr = input.parse()?;
        let _: Token![,] = input.parse()?;
        let postgres: LitInt = input.parse()?;
        let postgres = postgres.base10_parse().ok().and_then(Major::of).unwrap_or_default();
        let _: Token![,] = input.parse()?;
        let content;
        syn::bracketed!(content in input);
        let mapped = Punctuated::<LitStr, Token![,]>::parse_terminated(&content)?;
        let mapped = mapped.iter().map(LitStr::value).collect();
        let _: Token![,] = input.parse()?;
        let layout = layout.value();
        let gaps = if layout == "gaps" { Gaps::Allowed } else { Gaps::Refused };
        let source = Source::named(&layout);
        Ok(DatabaseReference {
            name,
            crate_directory: crate_directory.value(),
            migrations: migrations.value(),
            settings: Settings { gaps, postgres, source },
            mapped,
            module: input.parse()?,
        })
    }
}

impl Parse for Call {
    fn parse(input: ParseStream<'_>) -> Result<Call> {
        let no_database = |error: Error| {
            Error::new(error.span(), "call the `sql!` of a database's module, such as `todo::sql!`")
        };
        let _: Token![@] = input.parse().map_err(no_database)?;
        let kind: Ident = input.parse().map_err(no_database)?;
        let content;
        syn::parenthesized!(content in input);
        if kind == "broken" {
            return Ok(Call::Broken(content.parse()?, input.parse()?));
        }
        Ok(Call::Query(content.parse()?, input.parse()?))
    }
}

impl Parse for Input {
    fn parse(input: ParseStream<'_>) -> Result<Input> {
        let (row, literals) = match literals(input)? {
            Some(literals) => (None, literals),
            None => row_and_literals(input)?,
        };
        let text = Text::new(&literals);
        let arguments = arguments(input)?;
        Ok(Input { row, text, arguments })
    }
}

/// The literal, or those of `concat!`, if the input goes on with one.
pub(crate) fn literals(input: ParseStream<'_>) -> Result<Option<Vec<LitStr>>> {
    if input.peek(LitStr) {
        let literal: LitStr = input.parse()?;
        if !literal.suffix().is_empty() {
            return Err(Error::new(literal.span(), "a query's text has no suffix"));
        }
        return Ok(Some(vec![literal]));
    }
    let ahead = input.fork();
    let Ok(mac) = ahead.parse::<syn::Macro>() else { return Ok(None) };
    if mac.path.segments.last().is_none_or(|last| last.ident != "concat") {
        return Ok(None);
    }
    let _: syn::Macro = input.parse()?;
    let pieces = mac.parse_body_with(Punctuated::<LitStr, Token![,]>::parse_terminated);
    let pieces = pieces.map_err(|error| {
        Error::new(error.span(), "`concat!` in a query joins string literals and nothing else")
    })?;
    Ok(Some(pieces.into_iter().collect()))
}

/// `MyType, "SELECT …"`
fn row_and_literals(input: ParseStream<'_>) -> Result<(Option<Type>, Vec<LitStr>)> {
    const TEXT: &str = "a query is a string literal: `sql!(\"SELECT …\")`, or `sql!(MyType, \"SELECT …\")` \
                        for rows of a type of yours";
    const RUN_TIME: &str = "a query's text is a string literal, so that it can be checked; text that \
                            is known only at run time goes to `DB.raw_query`";
    if input.is_empty() {
        return Err(Error::new(Span::call_site(), TEXT));
    }
    if input.peek(Token![&]) || input.peek(syn::Lit) {
        return Err(input.error(RUN_TIME));
    }
    let start = input.span();
    let row: Type = input.parse().map_err(|_: Error| Error::new(start, TEXT))?;
    if !input.peek(Token![,]) {
        return Err(Error::new(start, RUN_TIME));
    }
    let _: Token![,] = input.parse()?;
    match literals(input)? {
        Some(literals) => Ok((Some(row), literals)),
        None if input.is_empty() => Err(Error::new(start, TEXT)),
        None => Err(input.error(RUN_TIME)),
    }
}

/// `, id = expr, …`
fn arguments(input: ParseStream<'_>) -> Result<Vec<NamedArgument>> {
    let mut arguments: Vec<NamedArgument> = Vec::new();
    while !input.is_empty() {
        let _: Token![,] = input.parse()?;
        if input.is_empty() {
            break;
        }
        let positional = "an argument is named, `id = …`, and stands in the text as `<id>`";
        let start = input.span();
        let named =
            input.peek(Ident::peek_any) && input.peek2(Token![=]) && !input.peek2(Token![==]);
        if !named {
            return Err(Error::new(start, positional));
        }
        // Any word: `type = …` is the value of `<r#type>`.
        let name = Ident::parse_any(input)?;
        let _: Token![=] = input.parse()?;
        let value: Expr = input.parse()?;
        if arguments.iter().any(|earlier| unraw(&earlier.name) == unraw(&name)) {
            return Err(Error::new(name.span(), format!("argument `{name}` is given twice")));
        }
        arguments.push(NamedArgument { name, value });
    }
    Ok(arguments)
}

/// `type` for `r#type`.
pub(crate) fn unraw(name: &Ident) -> String {
    name.unraw().to_string()
}
