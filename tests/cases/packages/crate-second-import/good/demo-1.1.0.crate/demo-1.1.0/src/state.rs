pub struct App;
pub struct Schedule;
