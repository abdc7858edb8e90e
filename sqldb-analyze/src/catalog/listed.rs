//! Lists of a catalog's things, in which what one looks for is found without looking at all of them.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::{Deref, DerefMut};

use super::{Dependent, Needed, OtherId, RelationId};
use crate::span::Origin;
use crate::types::TypeId;

/// What a thing of a catalog is looked for by.
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
    /// The object of no kind of its own in the catalog that it is.
    Other(OtherId),
    /// The object that it goes with.
    PartOf(OtherId),
    /// The type that it is.
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
#[derive(Clone, Debug)]
pub struct Listed<T> {
    things: Vec<T>,
    /// A number for each thing, ascending.
    numbers: Vec<u32>,
    next: u32,
    /// What things are looked for by, as a digest, with their numbers.
    places: BTreeSet<(u64, u32)>,
}

impl<T> Default for Listed<T> {
    fn default() -> Listed<T> {
        Listed { things: Vec::new(), numbers: Vec::new(), next: 0, places: BTreeSet::new() }
    }
}

impl<T> Deref for Listed<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.things
    }
}

impl<'a, T> IntoIterator for &'a Listed<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.things.iter()
    }
}

impl<T: Sought> FromIterator<T> for Listed<T> {
    fn from_iter<I: IntoIterator<Item = T>>(things: I) -> Listed<T> {
        let mut list = Listed::default();
        list.extend(things);
        list
    }
}

impl<T: Sought> Extend<T> for Listed<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, things: I) {
        things.into_iter().for_each(|thing| self.push(thing));
    }
}

impl<T: Sought> Listed<T> {
    /// Puts a thing behind the others.
    pub fn push(&mut self, thing: T) {
        let number = self.next;
        self.next += 1;
        self.places.extend(digests(&thing).into_iter().map(|digest| (digest, number)));
        self.things.push(thing);
        self.numbers.push(number);
    }

    /// The things that this finds, in their order.
    pub fn by<'l>(&'l self, by: By<'_>) -> impl Iterator<Item = &'l T> + use<'l, T> {
        // Of two digests that are alike by chance both are found: those who ask look at what they get.
        self.positions(by.digest()).filter_map(|at| self.things.get(at))
    }

    /// The first thing that this finds and that is wanted.
    pub fn find_by<'l>(&'l self, by: By<'_>, wanted: impl FnMut(&&'l T) -> bool) -> Option<&'l T> {
        self.by(by).find(wanted)
    }

    /// The things that any of these finds, in their order.
    pub fn by_any<'l, 'b>(&'l self, any: impl IntoIterator<Item = By<'b>>) -> Vec<&'l T> {
        let found = any.into_iter().flat_map(|by| self.positions(by.digest()));
        let found: BTreeSet<usize> = found.collect();
        found.into_iter().filter_map(|at| self.things.get(at)).collect()
    }

    /// Where the first thing is that this finds and that is wanted.
    pub fn position_by(&self, by: By<'_>, wanted: impl Fn(&T) -> bool) -> Option<usize> {
        let mut found = self.positions(by.digest());
        found.find(|at| self.things.get(*at).is_some_and(&wanted))
    }

    /// Where the things are that this finds.
    fn positions(&self, digest: u64) -> impl Iterator<Item = usize> + use<'_, T> {
        let numbers = self.places.range((digest, 0)..=(digest, u32::MAX));
        numbers.filter_map(|(_, number)| self.numbers.binary_search(number).ok())
    }

    /// The first thing that this finds and that is wanted, to be changed.
    pub fn change(&mut self, by: By<'_>, wanted: impl Fn(&T) -> bool) -> Option<Changing<'_, T>> {
        self.change_at(self.position_by(by, wanted)?)
    }

    /// The thing at a place, to be changed.
    pub fn change_at(&mut self, at: usize) -> Option<Changing<'_, T>> {
        let before = digests(self.things.get(at)?);
        Some(Changing { list: self, at, before })
    }

    /// Changes the things that this finds.
    pub fn change_by(&mut self, by: By<'_>, mut change: impl FnMut(&mut T)) {
        let found: Vec<usize> = self.positions(by.digest()).collect();
        for at in found {
            if let Some(mut thing) = self.change_at(at) {
                change(&mut thing);
            }
        }
    }

    /// Changes all things.
    pub fn change_all(&mut self, change: impl FnMut(&mut T)) {
        self.things.iter_mut().for_each(change);
        self.places.clear();
        for (thing, number) in self.things.iter().zip(&self.numbers) {
            self.places.extend(digests(thing).into_iter().map(|digest| (digest, *number)));
        }
    }

    /// Takes out what is not kept, of the things that this finds.
    pub fn retain_by(&mut self, by: By<'_>, kept: impl Fn(&T) -> bool) {
        self.take_by(by, |thing| !kept(thing));
    }

    /// Takes the things out that this finds and that are wanted.
    pub fn take_by(&mut self, by: By<'_>, wanted: impl Fn(&T) -> bool) -> Vec<T> {
        let found = self.positions(by.digest());
        let found: Vec<usize> =
            found.filter(|at| self.things.get(*at).is_some_and(&wanted)).collect();
        let mut taken: Vec<T> = found.into_iter().rev().filter_map(|at| self.remove(at)).collect();
        taken.reverse();
        taken
    }

    /// Takes out what is not kept.
    pub fn retain(&mut self, kept: impl Fn(&T) -> bool) {
        let gone = self.things.iter().enumerate().filter(|(_, thing)| !kept(thing));
        let gone: Vec<usize> = gone.map(|(at, _)| at).collect();
        for at in gone.into_iter().rev() {
            self.remove(at);
        }
    }

    /// Takes out the thing at a place.
    pub fn remove(&mut self, at: usize) -> Option<T> {
        if at >= self.things.len() {
            return None;
        }
        let (thing, number) = (self.things.remove(at), self.numbers.remove(at));
        for digest in digests(&thing) {
            self.places.remove(&(digest, number));
        }
        Some(thing)
    }
}

fn digests(thing: &impl Sought) -> Vec<u64> {
    let mut digests = Vec::new();
    thing.sought_by(&mut |by| digests.push(by.digest()));
    digests
}

/// A thing that is changed. When that is done, the list knows again what it is found by.
#[derive(Debug)]
pub struct Changing<'l, T: Sought> {
    list: &'l mut Listed<T>,
    at: usize,
    before: Vec<u64>,
}

impl<T: Sought> Deref for Changing<'_, T> {
    type Target = T;

    #[expect(clippy::indexing_slicing, reason = "nothing is taken out while the list is borrowed")]
    fn deref(&self) -> &T {
        &self.list.things[self.at]
    }
}

impl<T: Sought> DerefMut for Changing<'_, T> {
    #[expect(clippy::indexing_slicing, reason = "nothing is taken out while the list is borrowed")]
    fn deref_mut(&mut self) -> &mut T {
        &mut self.list.things[self.at]
    }
}

impl<T: Sought> Drop for Changing<'_, T> {
    fn drop(&mut self) {
        let Some(number) = self.list.numbers.get(self.at).copied() else { return };
        let after = digests(&**self);
        if after != self.before {
            for digest in &self.before {
                self.list.places.remove(&(*digest, number));
            }
            self.list.places.extend(after.into_iter().map(|digest| (digest, number)));
        }
    }
}
