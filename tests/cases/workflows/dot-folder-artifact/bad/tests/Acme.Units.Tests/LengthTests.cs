using Xunit;

namespace Acme.Units.Tests;

public class LengthTests
{
    [Fact]
    public void AFootIsTwelveInches() => Assert.Equal(30.48, Length.FeetToCentimetres(1), 3);
}
