#include "hover.hpp"

int main() { return kestrel::hover(1, 2) == 3 ? 0 : 1; }
