require "minitest/autorun"
require "gull_wing"

class WordsTest < Minitest::Test
  def test_words
    assert_equal %w[a b], GullWing.words(" a b ")
  end
end
