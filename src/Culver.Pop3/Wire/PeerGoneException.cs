namespace Culver.Pop3.Wire;

/// <summary>
/// The client reads no more: what is written now goes nowhere, so the command that writes is stopped. The connection is closed without a word.
/// </summary>
internal sealed class PeerGoneException() : IOException("The client reads no more.");
