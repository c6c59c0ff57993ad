pub struct Pod;
