namespace Acme.Units;

public static class Length
{
    public static double InchesToCentimetres(double inches) => inches * 2.54;

    public static double FeetToCentimetres(double feet) => InchesToCentimetres(feet * 12);
}
