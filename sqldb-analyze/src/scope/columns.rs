//! The columns of an entry of the namespace, shared by all that look at it.

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use super::ColumnRef;

/// A column as a name sees it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct EntryColumn {
    /// Its name.
    pub name: Arc<str>,
    /// What it means.
    pub reference: ColumnRef,
}

/// Columns in the order of `*`. A join copies what names see of its sides, and a name looks at one column
/// of a thousand: neither should cost what the columns cost.
#[derive(Clone, Debug)]
pub(crate) struct EntryColumns(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    columns: Vec<EntryColumn>,
    /// Where the columns of a name are, from the first question on.
    places: OnceLock<HashMap<Arc<str>, Vec<usize>>>,
}

impl FromIterator<EntryColumn> for EntryColumns {
    fn from_iter<I: IntoIterator<Item = EntryColumn>>(columns: I) -> EntryColumns {
        let columns = columns.into_iter().collect();
        EntryColumns(Arc::new(Shared { columns, places: OnceLock::new() }))
    }
}

impl Deref for EntryColumns {
    type Target = [EntryColumn];

    fn deref(&self) -> &[EntryColumn] {
        &self.0.columns
    }
}

impl EntryColumns {
    /// The columns of a name.
    pub(crate) fn named<'a>(
        &'a self,
        name: &str,
    ) -> impl Iterator<Item = &'a EntryColumn> + use<'a> {
        let places = self.0.places.get_or_init(|| {
            let mut places: HashMap<Arc<str>, Vec<usize>> = HashMap::new();
            for (at, column) in self.iter().enumerate() {
                places.entry(column.name.clone()).or_default().push(at);
            }
            places
        });
        places.get(name).into_iter().flatten().filter_map(|at| self.get(*at))
    }
}
