require "minitest/autorun"
require "pebble_log"

class WordsTest < Minitest::Test
  def test_words
    assert_equal %w[a b], PebbleLog.words(" a b ")
  end
end
