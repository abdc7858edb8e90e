//! Lists of a catalog's things, in which what one looks for is found without looking at all of them.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use super::{Dependent, Needed, OtherId, RelationId};
use crate::span::Origin;
use crate::types::TypeId;

/// What a thing of a catalog is looked for by.
///
/// A list finds what has it, and nothing else: who asks need not compare again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum By<'a> {
    /// Its name, in whichever schema.
    Name(&'a str),
    /// Its schema.
    Schema(&'a str),
    /// The statement that made it.
    Made(&'a Origin),
    /// The relation that it is, or is a part of.
    Relation(RelationId),
    /// A relation that it refers to, reads or inherits from.
    Target(RelationId),
    /// A constraint that it has, by its name.
    Constraint(&'a str),
    /// That it is a base type.
    BaseType,
    /// That it has a body which may change the schema.
    MayChange,
    /// That it has a body which may delete rows.
    MayDelete,
    /// The object of no kind of its own in the catalog that it is, or is a part of.
    Other(OtherId),
    /// The object that it goes with.
    PartOf(OtherId),
    /// The type that it is, or is a part of.
    Type(TypeId),
    /// A type that its own definition uses.
    UsedType(TypeId),
    /// The index that it goes with, by its name.
    Attached(&'a str),
    /// Whose definition it is a part of.
    Dependent(&'a Dependent),
    /// What a definition needs.
    Needed(&'a Needed),
}

impl By<'_> {
    fn digest(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.hash(&mut hasher);
        hasher.finish()
    }
}

/// A thing that can be looked for.
pub trait Sought {
    /// Calls `found` with all that it can be looked for by.
    fn sought_by(&self, found: &mut dyn FnMut(By<'_>));
}

/// Things in the order in which they came.
///
/// It is read like a slice. What changes a thing keeps it where it can be found:
///
/// ```
/// # use sqldb_analyze::replay::{Migration, replay};
/// # use sqldb_analyze::catalog::By;
/// # let sql = "CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (id int PRIMARY KEY)";
/// # let (catalog, _) = replay(&[Migration { file: "1.up.sql", sql }]);
/// let table = &catalog.relations[1];
/// assert_eq!(catalog.relations.by(By::Name("b")).next().unwrap().id, table.id);
/// ```
#[derive(Debug)]
pub struct Listed<T> {
    /// Shared with the copies of a catalog, which `DO` makes in case that a block fails, until one of them
    /// changes.
    shared: Arc<Contents<T>>,
}

#[derive(Clone, Debug)]
struct Contents<T> {
    things: Vec<T>,
    /// A number for each thing, ascending.
    numbers: Vec<u32>,
    next: u32,
    /// What things are looked for by, as a digest, with their numbers.
    places: BTreeSet<(u64, u32)>,
}

impl<T> Clone for Listed<T> {
    fn clone(&self) -> Listed<T> {
        Listed { shared: self.shared.clone() }
    }
}

impl<T> Default for Listed<T> {
    fn default() -> Listed<T> {
        let places = BTreeSet::new();
        let contents = Contents { things: Vec::new(), numbers: Vec::new(), next: 0, places };
        Listed { shared: Arc::new(contents) }
    }
}

impl<T> Deref for Listed<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.shared.things
    }
}

impl<'a, T> IntoIterator for &'a Listed<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.shared.things.iter()
    }
}

impl<T: Sought + Clone> FromIterator<T> for Listed<T> {
    fn from_iter<I: IntoIterator<Item = T>>(things: I) -> Listed<T> {
        let mut list = Listed::default();
        list.extend(things);
        list
    }
}

impl<T: Sought + Clone> Extend<T> for Listed<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, things: I) {
        things.into_iter().for_each(|thing| self.push(thing));
    }
}

impl<T: Sought + Clone> Listed<T> {
    /// Puts a thing behind the others.
    pub fn push(&mut self, thing: T) {
        let contents = Arc::make_mut(&mut self.shared);
        let number = contents.next;
        contents.next += 1;
        contents.places.extend(digests(&thing).into_iter().map(|digest| (digest, number)));
        contents.things.push(thing);
        contents.numbers.push(number);
    }

    /// The things that this finds, in their order.
    pub fn by<'l, 'b>(&'l self, by: By<'b>) -> impl Iterator<Item = &'l T> + use<'l, 'b, T> {
        self.positions(by).filter_map(|at| self.shared.things.get(at))
    }

    /// The first thing that this finds and that is wanted.
    pub fn find_by<'l>(&'l self, by: By<'_>, wanted: impl FnMut(&&'l T) -> bool) -> Option<&'l T> {
        self.by(by).find(wanted)
    }

    /// The first thing that this finds.
    pub fn first<'l>(&'l self, by: By<'_>) -> Option<&'l T> {
        self.by(by).next()
    }

    /// Whether this finds anything.
    pub fn has(&self, by: By<'_>) -> bool {
        self.first(by).is_some()
    }

    /// The things that any of these finds, in their order.
    pub fn by_any<'l, 'b>(&'l self, any: impl IntoIterator<Item = By<'b>>) -> Vec<&'l T> {
        let found = any.into_iter().flat_map(|by| self.positions(by));
        let found: BTreeSet<usize> = found.collect();
        found.into_iter().filter_map(|at| self.shared.things.get(at)).collect()
    }

    /// Where the first thing is that this finds and that is wanted.
    pub fn position_by(&self, by: By<'_>, wanted: impl Fn(&T) -> bool) -> Option<usize> {
        let mut found = self.positions(by);
        found.find(|at| self.shared.things.get(*at).is_some_and(&wanted))
    }

    /// Where the things are that this finds.
    fn positions<'l, 'b>(&'l self, by: By<'b>) -> impl Iterator<Item = usize> + use<'l, 'b, T> {
        let Contents { things, numbers, next: _, places } = &*self.shared;
        let digest = by.digest();
        let found = places.range((digest, 0)..=(digest, u32::MAX));
        let found = found.filter_map(|(_, number)| numbers.binary_search(number).ok());
        // Two digests may be alike by chance.
        found.filter(move |at| things.get(*at).is_some_and(|thing| has(thing, by)))
    }

    /// The first thing that this finds and that is wanted, to be changed.
    pub fn change(&mut self, by: By<'_>, wanted: impl Fn(&T) -> bool) -> Option<Changing<'_, T>> {
        self.change_at(self.position_by(by, wanted)?)
    }

    /// The first thing that this finds, to be changed.
    pub fn change_first(&mut self, by: By<'_>) -> Option<Changing<'_, T>> {
        self.change(by, |_| true)
    }

    /// The thing at a place, to be changed.
    pub fn change_at(&mut self, at: usize) -> Option<Changing<'_, T>> {
        let before = digests(self.shared.things.get(at)?);
        Some(Changing { list: self, at, before })
    }

    /// Changes the things that this finds.
    pub fn change_by(&mut self, by: By<'_>, mut change: impl FnMut(&mut T)) {
        let found: Vec<usize> = self.positions(by).collect();
        for at in found {
            if let Some(mut thing) = self.change_at(at) {
                change(&mut thing);
            }
        }
    }

    /// Changes all things.
    pub fn change_all(&mut self, change: impl FnMut(&mut T)) {
        let contents = Arc::make_mut(&mut self.shared);
        contents.things.iter_mut().for_each(change);
        contents.places.clear();
        for (thing, number) in contents.things.iter().zip(&contents.numbers) {
            contents.places.extend(digests(thing).into_iter().map(|digest| (digest, *number)));
        }
    }

    /// Takes out the things that this finds.
    pub fn remove_by(&mut self, by: By<'_>) -> Vec<T> {
        self.take_by(by, |_| true)
    }

    /// Takes out what is not kept, of the things that this finds.
    pub fn retain_by(&mut self, by: By<'_>, kept: impl Fn(&T) -> bool) {
        self.take_by(by, |thing| !kept(thing));
    }

    /// Takes the things out that this finds and that are wanted.
    pub fn take_by(&mut self, by: By<'_>, wanted: impl Fn(&T) -> bool) -> Vec<T> {
        let found = self.positions(by);
        let found: Vec<usize> =
            found.filter(|at| self.shared.things.get(*at).is_some_and(&wanted)).collect();
        let mut taken: Vec<T> = found.into_iter().rev().filter_map(|at| self.remove(at)).collect();
        taken.reverse();
        taken
    }

    /// Takes out the thing at a place.
    pub fn remove(&mut self, at: usize) -> Option<T> {
        if at >= self.len() {
            return None;
        }
        let contents = Arc::make_mut(&mut self.shared);
        let (thing, number) = (contents.things.remove(at), contents.numbers.remove(at));
        for digest in digests(&thing) {
            contents.places.remove(&(digest, number));
        }
        Some(thing)
    }
}

/// Whether a thing can be looked for by this.
fn has(thing: &impl Sought, by: By<'_>) -> bool {
    let mut has = false;
    thing.sought_by(&mut |known| has |= known == by);
    has
}

fn digests(thing: &impl Sought) -> Vec<u64> {
    let mut digests = Vec::new();
    thing.sought_by(&mut |by| digests.push(by.digest()));
    digests
}

/// A thing that is changed. When that is done, the list knows again what it is found by.
#[derive(Debug)]
pub struct Changing<'l, T: Sought + Clone> {
    list: &'l mut Listed<T>,
    at: usize,
    before: Vec<u64>,
}

impl<T: Sought + Clone> Deref for Changing<'_, T> {
    type Target = T;

    #[expect(clippy::indexing_slicing, reason = "nothing is taken out while the list is borrowed")]
    fn deref(&self) -> &T {
        &self.list.shared.things[self.at]
    }
}

impl<T: Sought + Clone> DerefMut for Changing<'_, T> {
    #[expect(clippy::indexing_slicing, reason = "nothing is taken out while the list is borrowed")]
    fn deref_mut(&mut self) -> &mut T {
        &mut Arc::make_mut(&mut self.list.shared).things[self.at]
    }
}

impl<T: Sought + Clone> Drop for Changing<'_, T> {
    fn drop(&mut self) {
        let Some(number) = self.list.shared.numbers.get(self.at).copied() else { return };
        let after = digests(&**self);
        if after != self.before {
            let contents = Arc::make_mut(&mut self.list.shared);
            for digest in &self.before {
                contents.places.remove(&(*digest, number));
            }
            contents.places.extend(after.into_iter().map(|digest| (digest, number)));
        }
    }
}
