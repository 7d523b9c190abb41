// Points of edwards25519 in extended coordinates (RFC 8032 §5.1.4): x = X/Z, y = Y/Z, x·y = T/Z. The formulas are complete: they hold for
// every pair of points, so nothing branches. Multiplication reads its whole table for every digit, so no address depends on a scalar.
namespace Culver.MailAuth.Ed25519;

internal readonly struct CurvePoint(FieldElement x, FieldElement y, FieldElement z, FieldElement t)
{
    private static readonly FieldElement D =
        new(929955233495203, 466365720129213, 1662059464998953, 2033849074728123, 1442794654840575);

    private static readonly FieldElement TwoD =
        new(1859910466990425, 932731440258426, 1072319116312658, 1815898335770999, 633789495995903);

    private static readonly FieldElement RootOfMinusOne =
        new(1718705420411056, 234908883556509, 2233514472574048, 2117202627021982, 765476049583133);

    // Behind D and its kin: static fields are made in the order they stand in.
    private static readonly CurvePoint[] MultiplesOfGenerator = Multiples(Affine(
        new(1738742601995546, 1146398526822698, 2070867633025821, 562264141797630, 587772402128613),
        new(1801439850948184, 1351079888211148, 450359962737049, 900719925474099, 1801439850948198)));

    private readonly FieldElement _x = x;
    private readonly FieldElement _y = y;
    private readonly FieldElement _z = z;
    private readonly FieldElement _t = t;

    private static CurvePoint Identity => new(FieldElement.Zero, FieldElement.One, FieldElement.One, FieldElement.Zero);

    /// <summary>Whether eight times the point is the identity: it is one of the eight that generate nothing.</summary>
    public bool IsOfSmallOrder()
    {
        var eightfold = Doubled().Doubled().Doubled();
        return eightfold._x.IsZero() && eightfold._y.EqualTo(eightfold._z);
    }

    /// <summary>RFC 8032 §5.1.3.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> encoded, out CurvePoint point)
    {
        point = default;
        if (encoded.Length != 32 || !FieldElement.TryRead(encoded, out var y))
            return false;
        var sign = encoded[31] >> 7;
        // x² = u/v, u = y² - 1, v = d·y² + 1; a root is u·v³·(u·v⁷)^((p-5)/8), or that times a root of -1.
        var ySquared = y.Squared();
        var u = ySquared - FieldElement.One;
        var v = (D * ySquared) + FieldElement.One;
        var vCubed = v.Squared() * v;
        var x = u * vCubed * (u * vCubed.Squared() * v).PowerForRoot();
        var check = v * x.Squared();
        if (check.EqualTo(-u))
            x *= RootOfMinusOne;
        else if (!check.EqualTo(u))
            return false;
        if (x.IsZero() && sign == 1)
            return false;
        point = Affine(x.Sign() == sign ? x : -x, y);
        return true;
    }

    /// <summary>RFC 8032 §5.1.2: y, with the sign of x in the top bit.</summary>
    public void Encode(Span<byte> encoded)
    {
        var inverse = _z.Inverted();
        (_y * inverse).WriteTo(encoded);
        encoded[31] |= (byte)((_x * inverse).Sign() << 7);
    }

    /// <summary>The base point times a scalar of 32 octets, least first.</summary>
    public static CurvePoint MultiplyGenerator(ReadOnlySpan<byte> scalar) => Multiply(MultiplesOfGenerator, scalar);

    /// <summary>This point times a scalar of 32 octets, least first.</summary>
    public CurvePoint Multiply(ReadOnlySpan<byte> scalar) => Multiply(Multiples(this), scalar);

    public static CurvePoint operator -(in CurvePoint a) => new(-a._x, a._y, a._z, -a._t);

    public static CurvePoint operator +(in CurvePoint p, in CurvePoint q)
    {
        var a = (p._y - p._x) * (q._y - q._x);
        var b = (p._y + p._x) * (q._y + q._x);
        var c = p._t * TwoD * q._t;
        var d = p._z * (q._z + q._z);
        var e = b - a;
        var f = d - c;
        var g = d + c;
        var h = b + a;
        return new(e * f, g * h, f * g, e * h);
    }

    private CurvePoint Doubled()
    {
        var a = _x.Squared();
        var b = _y.Squared();
        var c = _z.Squared() + _z.Squared();
        var h = a + b;
        var e = h - (_x + _y).Squared();
        var g = a - b;
        var f = c + g;
        return new(e * f, g * h, f * g, e * h);
    }

    private static CurvePoint Affine(in FieldElement x, in FieldElement y) => new(x, y, FieldElement.One, x * y);

    private static CurvePoint[] Multiples(in CurvePoint point)
    {
        var multiples = new CurvePoint[16];
        multiples[0] = Identity;
        for (var i = 1; i < multiples.Length; i++)
            multiples[i] = multiples[i - 1] + point;
        return multiples;
    }

    private static CurvePoint Multiply(CurvePoint[] multiples, ReadOnlySpan<byte> scalar)
    {
        var sum = Identity;
        for (var i = 63; i >= 0; i--)
        {
            sum = sum.Doubled().Doubled().Doubled().Doubled();
            var digit = (uint)(scalar[i >> 1] >> ((i & 1) * 4)) & 15;
            sum += Pick(multiples, digit);
        }

        return sum;
    }

    private static CurvePoint Pick(CurvePoint[] multiples, uint digit)
    {
        var picked = multiples[0];
        for (var i = 1u; i < 16; i++)
        {
            // All ones where i is the digit: only zero less one has the top bit.
            var mask = 0UL - (((i ^ digit) - 1UL) >> 63);
            ref readonly var candidate = ref multiples[i];
            picked = new(
                FieldElement.Select(picked._x, candidate._x, mask),
                FieldElement.Select(picked._y, candidate._y, mask),
                FieldElement.Select(picked._z, candidate._z, mask),
                FieldElement.Select(picked._t, candidate._t, mask));
        }

        return picked;
    }
}
