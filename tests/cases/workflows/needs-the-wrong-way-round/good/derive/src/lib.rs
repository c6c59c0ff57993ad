//! The macros of furlong.
use proc_macro::TokenStream;

/// Takes a type as it is.
#[proc_macro_derive(Long)]
pub fn long(_item: TokenStream) -> TokenStream {
    TokenStream::new()
}
