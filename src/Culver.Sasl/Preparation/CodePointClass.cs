namespace Culver.Sasl.Preparation;

/// <summary>The tables of RFC 3454 a code point is in, as far as SASLprep asks.</summary>
[Flags]
internal enum CodePointClass
{
    /// <summary>In none of them.</summary>
    None = 0,

    /// <summary>In one of the tables C.1.2, C.2 to C.9 (RFC 4013 §2.3).</summary>
    Prohibited = 1,

    /// <summary>Table A.1: unassigned in Unicode 3.2.</summary>
    Unassigned = 2,

    /// <summary>Table D.1: bidirectional category R or AL.</summary>
    RandALCat = 4,

    /// <summary>Table D.2: bidirectional category L.</summary>
    LCat = 8,

    /// <summary>Table B.1: commonly mapped to nothing.</summary>
    Nothing = 16,

    /// <summary>Table C.1.2: a space outside ASCII.</summary>
    Space = 32,
}
