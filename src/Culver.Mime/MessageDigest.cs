namespace Culver.Mime; 
/// <summary>Everything computed of a message while it arrived.</summary>
public sealed class MessageDigest { }
