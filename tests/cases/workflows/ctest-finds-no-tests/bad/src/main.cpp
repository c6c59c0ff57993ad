#include <iostream>

#include "hover.hpp"

int main() {
  std::cout << "kestrel " << KESTREL_VERSION << " " << kestrel::hover(1, 2) << "\n";
}
