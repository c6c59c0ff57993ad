use granary::{arena, Arena};

#[test]
fn values_are_found_again() {
    let mut arena = Arena::default();
    let a = arena.add("a");
    let b = arena.add("b");
    assert_eq!((*arena.get(&a), *arena.get(&b)), ("a", "b"));
}

#[test]
fn macro_keeps_the_order() {
    let (arena, handles) = arena![1, 2];
    assert_eq!(*arena.get(&handles[1]), 2);
}
