namespace Culver.Connections;

/// <summary>A certificate's file cannot be read or used. The message names the file and the reason.</summary>
public sealed class CertificateException(string message, Exception cause) : Exception(message, cause);
