using Culver.Delivery.Local;

namespace Culver.Delivery.Submission;

/// <summary>What all submissions share.</summary>
internal sealed record SubmissionServices(
    SubmissionOptions Options, SenderRights Rights, SubmissionRates Messages, SubmissionRates Recipients, DeliveryServices Delivery, IOutboundQueue? Queue);
