use std::marker::PhantomData;

/// Points to a value in an arena.
pub struct Handle<T>(usize, PhantomData<T>);

/// Keeps values and gives handles for them.
pub struct Arena<T>(Vec<T>);

impl<T> Default for Arena<T> {
    fn default() -> Self {
        Arena(Vec::new())
    }
}

impl<T> Arena<T> {
    pub fn add(&mut self, value: T) -> Handle<T> {
        self.0.push(value);
        Handle(self.0.len() - 1, PhantomData)
    }

    pub fn get(&self, handle: &Handle<T>) -> &T {
        &self.0[handle.0]
    }
}
