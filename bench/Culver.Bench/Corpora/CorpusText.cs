using System.Globalization;
using System.Text;

namespace Culver.Bench.Corpora;

/// <summary>Writes the messages of the corpus: the shapes and sizes of ordinary mail, the same octets in every run on every machine.</summary>
internal static class CorpusText
{
    private static readonly string[] People =
    [
        "Grace Hopper <grace@example.net>", "\"Turing, A. M.\" <alan@example.com>", "=?utf-8?q?J=C3=BCrgen_Gro=C3=9F?= <juergen@example.de>",
        "=?utf-8?B?5bGx55Sw5aSq6YOO?= <taro@example.jp>", "Orders <no-reply@shop.example>", "\"A list\" <users@lists.example.org>", "edsger@example.nl",
    ];

    private static readonly string[] Words =
    [
        "meeting", "invoice", "minutes", "tomorrow", "draft", "release", "question", "ship", "tea", "review", "plan", "budget", "the", "of", "and", "with",
        "please", "attached", "before", "Friday", "customer", "server", "window", "train", "report", "we", "you", "have", "not", "yet", "received",
        "thanks", "regards", "another", "version", "schedule", "garden", "music", "paper", "decision", "because", "again", "together", "number",
    ];

    /// <summary>The whole message, each character an octet.</summary>
    public static string Write(CorpusMessage message)
    {
        var random = new Dice(message.Number);
        var text = new StringBuilder(8192);
        WriteHeader(text, message, ref random);
        switch (message.Number % 20)
        {
            case < 11:
                text.Append("Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 7bit\r\n\r\n");
                Prose(text, message, ref random, random.Below(8, 70));
                break;
            case < 16:
                text.Append("Content-Type: multipart/alternative; boundary=\"alt\"\r\n\r\n");
                Alternative(text, message, ref random, "alt");
                break;
            case 16:
                WithAttachment(text, message, ref random, message.Number % 5000 == 4996 ? 3_700_000 : 37_500);
                break;
            case 17:
                WithAttachment(text, message, ref random, 2_000);
                break;
            case 18:
                Forwarded(text, message, ref random);
                break;
            default:
                text.Append("Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n");
                Prose(text, message, ref random, 20, "Gr=FC=DFe aus K=F6ln, caf=E9 =3D Kaffee =\r\n");
                break;
        }

        return text.ToString();
    }

    /// <summary>A message of about 4 KB for APPEND and delivery, unlike any other by its number.</summary>
    public static byte[] Small(int number)
    {
        var random = new Dice(number);
        var text = new StringBuilder(4400);
        WriteHeader(text, new CorpusMessage(number), ref random);
        text.Append("Content-Type: text/plain; charset=utf-8\r\n\r\n");
        while (text.Length < 4020)
            Line(text, ref random, 11);
        return Encoding.Latin1.GetBytes(text.ToString());
    }

    /// <summary>A message of about 4 KB as a mail program submits it.</summary>
    public static byte[] Submitted(int number, string from, string to)
    {
        var random = new Dice(number);
        var text = new StringBuilder(4400);
        text.Append(CultureInfo.InvariantCulture, $"Date: {new CorpusMessage(number).Arrived:ddd, dd MMM yyyy HH:mm:ss} +0000\r\nFrom: {from}\r\nTo: {to}\r\nSubject: ");
        Some(text, ref random, 6);
        text.Append(CultureInfo.InvariantCulture, $"\r\nMessage-ID: <{number}.{random.Next():x8}@example.org>\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Thunderbird/115.0\r\n");
        text.Append("MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 7bit\r\n\r\n");
        while (text.Length < 4020)
            Line(text, ref random, 11);
        return Encoding.Latin1.GetBytes(text.ToString());
    }

    /// <summary>A message with one attachment of so many octets before it is encoded.</summary>
    public static byte[] Attached(int number, int octets)
    {
        var random = new Dice(number);
        var text = new StringBuilder(octets + (octets / 2) + 8192);
        WriteHeader(text, new CorpusMessage(number), ref random);
        WithAttachment(text, new CorpusMessage(number), ref random, octets);
        return Encoding.Latin1.GetBytes(text.ToString());
    }

    /// <summary>A message of 10 MB with one attachment.</summary>
    public static byte[] Large() => Attached(16, 7_700_000);

    private static void WriteHeader(StringBuilder text, CorpusMessage message, ref Dice random)
    {
        var sent = message.Arrived.AddSeconds(-random.Below(1, 3600));
        text.Append(CultureInfo.InvariantCulture, $"Return-Path: <bounce-{message.Number}@example.org>\r\n");
        for (var hop = 0; hop < 3; hop++)
            text.Append(CultureInfo.InvariantCulture, $"Received: from relay{hop}.example.net (relay{hop}.example.net [192.0.2.{hop + 1}])\r\n\tby mx{hop}.example.org with ESMTPS id {random.Next():x8}\r\n\tfor <user@example.org>; {message.Arrived:ddd, dd MMM yyyy HH:mm:ss} +0000\r\n");
        text.Append(CultureInfo.InvariantCulture, $"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.net; s=mail;\r\n\tbh={random.Next():x8}{random.Next():x8}{random.Next():x8}{random.Next():x8}=;\r\n\tb={random.Next():x8}{random.Next():x8}{random.Next():x8}{random.Next():x8}{random.Next():x8}{random.Next():x8}\r\n");
        text.Append(CultureInfo.InvariantCulture, $"Date: {sent:ddd, dd MMM yyyy HH:mm:ss} +0000\r\nFrom: {(message.IsFromSender ? "Ada Byron <ada.byron@example.org>" : People[random.Below(0, People.Length)])}\r\n");
        text.Append(CultureInfo.InvariantCulture, $"To: {People[random.Below(0, People.Length)]},\r\n {People[random.Below(0, People.Length)]}\r\n");
        if (message.Number % 4 == 2)
            text.Append(CultureInfo.InvariantCulture, $"Cc: {People[random.Below(0, People.Length)]}\r\n");
        text.Append(message.Number % 2 == 0 ? "Subject: Re: " : "Subject: ");
        if (message.HasRareSubject)
            text.Append("A ").Append(CorpusMessage.RareSubject).Append(' ');
        if (message.Number % 7 == 4)
            text.Append("=?utf-8?q?Gr=C3=BC=C3=9Fe_aus_K=C3=B6ln?= ");
        Some(text, ref random, random.Below(3, 8));
        // Threads of up to six: each answers the one before it.
        text.Append(CultureInfo.InvariantCulture, $"\r\nMessage-ID: <{message.Number}.mail@example.org>\r\n");
        if (message.Number % 6 != 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"In-Reply-To: <{message.Number - 1}.mail@example.org>\r\nReferences:");
            for (var number = message.Number - (message.Number % 6); number < message.Number; number++)
                text.Append(CultureInfo.InvariantCulture, $" <{number}.mail@example.org>\r\n");
        }

        if (message.Number % 50 == 31)
        {
            text.Append("X-References-Of-The-List:");
            for (var i = 0; i < 40; i++)
                text.Append(CultureInfo.InvariantCulture, $" <{random.Next():x8}.{i}@lists.example.org>\r\n");
        }

        text.Append("User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Thunderbird/115.0\r\nMIME-Version: 1.0\r\n");
    }

    private static void Alternative(StringBuilder text, CorpusMessage message, ref Dice random, string boundary)
    {
        text.Append(CultureInfo.InvariantCulture, $"--{boundary}\r\nContent-Type: text/plain; charset=utf-8; format=flowed\r\n\r\n");
        Prose(text, message, ref random, random.Below(6, 30));
        text.Append(CultureInfo.InvariantCulture, $"--{boundary}\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html><head><style>p {{ margin: 0 }}</style></head><body>\r\n");
        for (var i = random.Below(10, 60); i > 0; i--)
        {
            text.Append("<p style=\"color: #333\">");
            Some(text, ref random, 8);
            text.Append("</p>\r\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"</body></html>\r\n--{boundary}--\r\n");
    }

    private static void WithAttachment(StringBuilder text, CorpusMessage message, ref Dice random, int octets)
    {
        text.Append("Content-Type: multipart/mixed; boundary=\"mixed\"\r\n\r\n--mixed\r\nContent-Type: multipart/alternative; boundary=\"inner\"\r\n\r\n");
        Alternative(text, message, ref random, "inner");
        text.Append("--mixed\r\nContent-Type: application/pdf; name=\"report.pdf\"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=\"report.pdf\"\r\n\r\n");
        var raw = new byte[octets];
        for (var i = 0; i + 4 <= octets; i += 4)
            BitConverter.TryWriteBytes(raw.AsSpan(i), random.Next());
        for (var i = 0; i < octets; i += 57)
            text.Append(Convert.ToBase64String(raw, i, Math.Min(57, octets - i))).Append("\r\n");
        text.Append("--mixed--\r\n");
    }

    private static void Forwarded(StringBuilder text, CorpusMessage message, ref Dice random)
    {
        text.Append("Content-Type: multipart/mixed; boundary=\"outer\"\r\n\r\n--outer\r\nContent-Type: text/plain\r\n\r\n");
        Prose(text, message, ref random, 4);
        text.Append("--outer\r\nContent-Type: message/rfc822\r\n\r\nFrom: Grace Hopper <grace@example.net>\r\nTo: users@lists.example.org\r\nSubject: forwarded\r\nDate: Wed, 01 Jan 2020 00:00:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"rel\"\r\n\r\n--rel\r\nContent-Type: multipart/alternative; boundary=\"deep\"\r\n\r\n");
        Alternative(text, message, ref random, "deep");
        text.Append("--rel\r\nContent-Type: image/png\r\nContent-ID: <picture@example.net>\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==\r\n--rel--\r\n--outer--\r\n");
    }

    private static void Prose(StringBuilder text, CorpusMessage message, ref Dice random, int lines, string first = "")
    {
        text.Append(first).Append("Dear ").Append(CorpusMessage.CommonWord).Append(",\r\n\r\n");
        for (var i = 0; i < lines; i++)
        {
            if (message.HasRareWord && i == lines / 2)
                text.Append("No ").Append(CorpusMessage.RareWord).Append(" here.\r\n");
            Line(text, ref random, 11);
        }
    }

    private static void Line(StringBuilder text, ref Dice random, int words)
    {
        Some(text, ref random, words);
        text.Append("\r\n");
    }

    private static void Some(StringBuilder text, ref Dice random, int words)
    {
        for (var i = 0; i < words; i++)
            text.Append(i == 0 ? "" : " ").Append(Words[random.Below(0, Words.Length)]);
    }
}
