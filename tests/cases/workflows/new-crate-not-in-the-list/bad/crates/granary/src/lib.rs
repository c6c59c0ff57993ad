//! Arenas with typed handles.
pub use granary_core::{Arena, Handle};
pub use granary_macros::arena;

#[doc(hidden)]
pub fn arena_of<T, const N: usize>(values: [T; N]) -> (Arena<T>, Vec<Handle<T>>) {
    let mut arena = Arena::default();
    let handles = values.into_iter().map(|value| arena.add(value)).collect();
    (arena, handles)
}
