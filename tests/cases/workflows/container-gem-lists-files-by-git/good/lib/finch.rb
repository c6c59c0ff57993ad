module Finch; end
