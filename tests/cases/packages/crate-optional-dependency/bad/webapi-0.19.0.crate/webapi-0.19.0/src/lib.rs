use jwt::decode_header;

pub fn key(token: &str) -> Option<String> {
    decode_header(token).ok()
}
