//! Prints the depth that it is given in metres.
use std::process::ExitCode;

fn metres(text: &str) -> Option<f64> {
    if let Some(feet) = text.strip_suffix("ft") {
        return feet.trim().parse::<f64>().ok().map(|feet| feet * 0.3048);
    }
    text.strip_suffix('m').unwrap_or(text).trim().parse().ok()
}

fn main() -> ExitCode {
    match std::env::args().nth(1).as_deref().and_then(metres) {
        Some(depth) => {
            println!("{depth:.1} m");
            ExitCode::SUCCESS
        }
        None => {
            eprintln!("usage: tarn DEPTH");
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests {
    use super::metres;

    #[test]
    fn metres_are_read() {
        assert_eq!(metres("12.5m"), Some(12.5));
        assert_eq!(metres("deep"), None);
    }

    #[test]
    fn feet_are_read() {
        assert_eq!(metres("10 ft"), Some(3.048));
    }
}
