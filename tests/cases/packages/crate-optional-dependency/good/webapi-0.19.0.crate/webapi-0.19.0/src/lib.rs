#[cfg(feature = "validate")]
use jwt::decode_header;

#[cfg(feature = "validate")]
pub fn key(token: &str) -> Option<String> {
    decode_header(token).ok()
}
