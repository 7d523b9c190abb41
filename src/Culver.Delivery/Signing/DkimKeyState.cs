namespace Culver.Delivery;

/// <summary>What a DKIM key is used for.</summary>
public enum DkimKeyState
{
    /// <summary>It does not sign yet: its record is to be published first.</summary>
    Next,

    /// <summary>It signs.</summary>
    Active,

    /// <summary>It does not sign any more; its record stays until the last message it signed has arrived.</summary>
    Retired,
}
