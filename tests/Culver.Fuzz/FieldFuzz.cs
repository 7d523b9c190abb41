using System.Buffers;
using Culver.MailAuth.Arc;
using Culver.MailAuth.Dkim;
using Culver.MailAuth.Messages;
using Culver.Mime;
using Culver.Mime.Buffers;
using Culver.Mime.Headers;
using Culver.Mime.Text;
using Culver.Mime.Transfer;

namespace Culver.Fuzz;

/// <summary>
/// Spoils header fields and encoded bodies: encoded words, addresses, dates, parameters, charsets, base64, quoted-printable, uuencode, DKIM, ARC.
/// Nothing throws, and what is decoded in pieces is what is decoded at once. An input that brings about a reply of a shape not seen before is spoiled further: that
/// is all the feedback there is where coverage is not measured.
/// </summary>
public static class FieldFuzz
{
    private const int MostKept = 4000;

    private static readonly string[] Seeds =
    [
        "=?utf-8?Q?J=C3=B6rg_?= =?iso-8859-1*de?B?SvZyZw==?= =?gb2312?B?xOO6ww==?= plain =?utf-7?Q?+AOk-?=",
        "\"Joerg \\\"x\\\"\" (comment (nested)) <@a.example,@b.example:joerg@example.org>, Undisclosed: a@b.example, <c@d>;, =?utf-8?q?=e2=82=ac?= <e@[192.0.2.1]>",
        "Fri, (day) 21 Nov 1997 09:55:06 -0600 (CST)",
        "Re: Fwd: [list] RE[2]: (fwd) subject [fwd: inner re: x]",
        "multipart/mixed; boundary=\"a b\"; name*0*=utf-8'de'%C3%84; name*1=\"x\"; charset=us-ascii; format=flowed (comment)",
        "<a.b@c.example> (x) <\"quoted id\"@d.example>\r\n <e@[1.2.3.4]> <bro ken",
        "v=1; a=rsa-sha256; c=relaxed/simple; d=example.org; s=sel; t=117574; x=118006; l=100; h=From:To:Subject:From;\r\n bh=MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=; b=dGVzdA==\r\n dGVzdA==; i=@eng.example.org; q=dns/txt; z=From:x|To:y",
        "v=DKIM1; h=sha1:sha256; k=rsa; n=note; p=MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAK==; s=email:*; t=y:s",
        "ARC-Seal: i=1; a=rsa-sha256; cv=none; d=example.org; s=s; t=12345; b=dGVzdA==\r\nARC-Message-Signature: i=1; a=rsa-sha256; c=relaxed/relaxed; d=example.org; s=s; h=from:to; bh=MTIz; b=dGVzdA==\r\n"
            + "ARC-Authentication-Results: i=1; mx.example; spf=pass smtp.mailfrom=a@b; dkim=pass (good) header.i=@c\r\nARC-Seal: i=2; a=ed25519-sha256; cv=pass; d=x; s=y; b=eA==\r\n\r\n",
        "VGhpcyBpcyBhIHRlc3Q=\r\nIG9mIGJhc2U2NA==\r\n====\r\nAAA\r\n",
        "soft=\r\nbreak =3D=c3=A4 =  \r\nbad=ZZ=\n.\r\ntrailing=",
        "begin 644 file.txt\r\n#0V%T\r\n`\r\nend\r\nM5&AI<R!I<R!A\r\n",
        "\u001b$B$3$l$O\u001b(B \u001b$)A\u000e;;;;\u000f \u001b$)G\u000eGGGG\u000f +AOk- &AOk- \u00fe\u00ff\u00ed\u00a0\u0080 \u00f0\u009f\u0098\u0080",
        "<html><head><style>x{}</style></head><body>&amp;&#x41;&#65;&notanentity;<p a='>'>text<!-- c --><script>1<2</script></body>",
    ];

    /// <summary>Tries so many spoiled inputs.</summary>
    public static FuzzResult Run(int seed, int runs)
    {
        var random = new Random(seed);
        var pool = new List<string>(Seeds);
        var shapes = new HashSet<long>();
        var findings = new List<string>();
        for (var run = 0; run < runs && findings.Count < 10; run++)
        {
            var text = Mutation.Of(random, pool[random.Next(pool.Count)]);
            if (text.Length > 4096)
                continue;
            var octets = Octets.Of(text);
            try
            {
                var isNew = shapes.Add(Shape(octets, random, out var fault));
                if ((!Coverage.Grew() && !isNew) || pool.Count >= MostKept)
                    text = "";
                if (fault is not null)
                    findings.Add($"{fault}: {Convert.ToBase64String(octets)}");
                else if (text.Length > 0)
                    pool.Add(text);
            }
            catch (Exception e)
            {
                findings.Add($"{e}: {Convert.ToBase64String(octets)}");
            }
        }

        return new(runs, runs - shapes.Count, findings);
    }

    // Of each reader little more than whether, and about how much, it read.
    private static long Shape(byte[] octets, Random random, out string? fault)
    {
        fault = null;
        var shape = new HashCode();
        shape.Add(Size(HeaderText.Decode(octets).Length));
        shape.Add(SentDates.TryParse(octets, out _));
        var buffer = new ByteBuffer();
        shape.Add(BaseSubject.Extract(octets, buffer));
        MessageIds.AppendReferences(octets, octets.AsSpan(octets.Length / 2), buffer);
        ExtendedValue.Decode(octets, buffer);
        shape.Add(AddressList.Parse(octets).Count);
        var line = HeaderLine.Of((byte[])[.. "X: "u8, .. octets]);
        shape.Add(DkimSignature.Parse(line, SignatureKind.Dkim).Problem);
        _ = DkimSignature.Parse(line, SignatureKind.ArcMessage);
        shape.Add(ArcSeal.Parse(line).Problem);
        var section = new HeaderSection(64 * 1024);
        section.Take(octets);
        section.Finish();
        shape.Add(section.Fields.Count);
        _ = ArcChain.Read(section);
        _ = DkimKeyRecord.Parse(System.Text.Encoding.Latin1.GetString(octets), SignatureAlgorithms.Named("rsa-sha256")!.Value);
        foreach (var name in Fields)
        {
            var scan = new MessageScanner();
            scan.Write([.. name, .. octets, .. "\r\n\r\ntext"u8]);
            var digest = scan.Complete();
            shape.Add(Size(digest.Envelope.Length));
            if (digest.Envelope.Span.ContainsAnyExceptInRange((byte)1, (byte)127))
                fault = "octets in ENVELOPE that no seven-bit client may be sent";
        }

        var cut = random.Next(octets.Length + 1);
        foreach (var encoding in Enum.GetValues<TransferEncoding>())
        {
            if (!TransferDecoder.TryCreate(encoding, out var whole) || !TransferDecoder.TryCreate(encoding, out var pieces))
                continue;
            var one = new ArrayBufferWriter<byte>();
            var two = new ArrayBufferWriter<byte>();
            whole.Decode(octets, one);
            whole.Flush(one);
            pieces.Decode(octets.AsSpan(0, cut), two);
            pieces.Decode(octets.AsSpan(cut), two);
            pieces.Flush(two);
            shape.Add(Size(one.WrittenCount));
            if (!one.WrittenSpan.SequenceEqual(two.WrittenSpan))
                fault = $"{encoding} in pieces, cut at {cut}, is another text";
        }

        var chosen = Charsets.Names[random.Next(Charsets.Names.Count)];
        _ = Charsets.TryGet(chosen, out var charset);
        var apart = new ArrayBufferWriter<char>();
        var decoder = charset.CreateDecoder();
        decoder.Decode(octets.AsSpan(0, cut), flush: false, apart);
        decoder.Decode(octets.AsSpan(cut), flush: true, apart);
        if (!apart.WrittenSpan.SequenceEqual(charset.Decode(octets)))
            fault = $"{chosen} in pieces, cut at {cut}, is another text";
        return shape.ToHashCode();
    }

    private static int Size(int length) => length == 0 ? -1 : int.Log2(length);

    private static readonly byte[][] Fields = [.. new[] { "From: ", "To: ", "Date: ", "Subject: ", "Content-Type: ", "Content-Disposition: attachment; filename*=", "Message-ID: " }.Select(static name => System.Text.Encoding.ASCII.GetBytes(name))];
}
