namespace Culver.Delivery.Security.MtaSts;

/// <summary>What a policy wants (RFC 8461 §5).</summary>
internal enum MtaStsMode
{
    None,
    Testing,
    Enforce,
}
