use proc_macro::TokenStream;

/// `arena![a, b]` is an arena that holds the given values.
#[proc_macro]
pub fn arena(input: TokenStream) -> TokenStream {
    format!("::granary::arena_of([{input}])").parse().unwrap()
}
