package io.nova.frontend.aws;

import io.nova.frontend.aws.BodyDigest.Algorithm;
import io.nova.frontend.aws.BodyFaultException.Kind;
import io.nova.model.ResourceType;
import io.nova.model.UnsupportedException;
import io.nova.sigv4.ChunkSignatures;
import io.nova.sigv4.PayloadHash;
import io.nova.sigv4.RequestHead;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/** Decides, from a request's head, how its body is read and checked. */
final class PayloadPlan {

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final String CHUNKED = "aws-chunked";
    private static final String DECODED_LENGTH = "x-amz-decoded-content-length";

    private PayloadPlan() {}

    /**
     * @param payload what the head says about the body
     * @param signatures the chain of chunk signatures, for a request that can begin one
     */
    static Request wrap(
            Request request,
            RequestHead head,
            String payload,
            Optional<ChunkSignatures> signatures) {
        BodyChecks checks = new BodyChecks();
        expectHeaders(head, checks);
        return switch (payload) {
            case PayloadHash.UNSIGNED -> plain(request, checks);
            case PayloadHash.STREAMING ->
                    chunked(request, head, checks, Optional.of(chain(signatures)), Set.of());
            case PayloadHash.STREAMING_TRAILER ->
                    chunked(request, head, checks, Optional.of(chain(signatures)), announced(head));
            case PayloadHash.STREAMING_UNSIGNED_TRAILER ->
                    chunked(request, head, checks, Optional.empty(), announced(head));
            default -> {
                if (!SHA256.matcher(payload).matches()) {
                    throw unknown(payload);
                }
                checks.expectSigned(new Bytes(HexFormat.of().parseHex(payload)));
                yield plain(request, checks);
            }
        };
    }

    private static ChunkSignatures chain(Optional<ChunkSignatures> signatures) {
        return signatures.orElseThrow(
                () ->
                        Refusal.payload(
                                PayloadHash.STREAMING,
                                "Signed chunks need a Version 4 signature in the header."));
    }

    private static RuntimeException unknown(String payload) {
        if (payload.startsWith("STREAMING-AWS4-ECDSA-")) {
            return new UnsupportedException(
                    ResourceType.OBJECT,
                    "",
                    "Signatures of several regions (SigV4A) are not taken");
        }
        return Refusal.payload(
                payload,
                "x-amz-content-sha256 must be "
                        + String.join(
                                ", ",
                                PayloadHash.UNSIGNED,
                                PayloadHash.STREAMING_UNSIGNED_TRAILER,
                                PayloadHash.STREAMING,
                                PayloadHash.STREAMING_TRAILER)
                        + " or a valid sha256 value.");
    }

    private static Request plain(Request request, BodyChecks checks) {
        return new CheckedRequest(
                request, BodyDecoder.PLAIN, checks, request.getHeaders(), request.getLength());
    }

    private static Request chunked(
            Request request,
            RequestHead head,
            BodyChecks checks,
            Optional<ChunkSignatures> signatures,
            Set<String> trailers) {
        String length = Heads.single(head, DECODED_LENGTH).orElse("");
        if (length.isEmpty()) {
            throw new BodyFaultException(
                    Kind.LENGTH_MISSING, "You must provide the Content-Length HTTP header.");
        }
        if (!length.matches("[0-9]{1,15}")) {
            throw new BodyFaultException(
                    Kind.MALFORMED, DECODED_LENGTH + " must be a number of bytes.");
        }
        long bytes = Long.parseLong(length);
        trailers.forEach(name -> Algorithm.ofHeader(name).ifPresent(checks::expectTrailer));
        return new CheckedRequest(
                request,
                new ChunkedDecoder(bytes, signatures, trailers, checks),
                checks,
                plainHeaders(request.getHeaders(), bytes),
                bytes);
    }

    /** The headers of the body without its framing: that is what an object's owner meant. */
    private static HttpFields plainHeaders(HttpFields sent, long bytes) {
        HttpFields.Mutable plain = HttpFields.build();
        for (HttpField field : sent) {
            if (field.getHeader() == HttpHeader.CONTENT_ENCODING) {
                String rest =
                        Arrays.stream(String.valueOf(field.getValue()).split(",", -1))
                                .map(String::strip)
                                .filter(coding -> !coding.equalsIgnoreCase(CHUNKED))
                                .filter(coding -> !coding.isEmpty())
                                .collect(Collectors.joining(","));
                if (!rest.isEmpty()) {
                    plain.add(field.getName(), rest);
                }
            } else if (field.getHeader() != HttpHeader.CONTENT_LENGTH
                    && field.getHeader() != HttpHeader.TRANSFER_ENCODING) {
                plain.add(field);
            }
        }
        return plain.add(HttpHeader.CONTENT_LENGTH, Long.toString(bytes)).asImmutable();
    }

    private static Set<String> announced(RequestHead head) {
        Set<String> names = new TreeSet<>();
        for (String name : Heads.single(head, "x-amz-trailer").orElse("").split(",", -1)) {
            String lower = name.strip().toLowerCase(Locale.ROOT);
            if (!lower.isEmpty()) {
                if (Algorithm.ofHeader(lower).isEmpty()) {
                    throw wrong("The value specified in the x-amz-trailer header is not supported");
                }
                names.add(lower);
            }
        }
        return names;
    }

    /** Expects the digests that a head tells. */
    static void expectHeaders(RequestHead head, BodyChecks checks) {
        Heads.single(head, "Content-MD5")
                .ifPresent(
                        text ->
                                checks.expectMd5(
                                        BodyChecks.base64(text, 16)
                                                .orElseThrow(PayloadPlan::invalidMd5)));
        Map<Algorithm, String> sent = new EnumMap<>(Algorithm.class);
        for (Algorithm algorithm : Algorithm.values()) {
            Heads.single(head, algorithm.header()).ifPresent(value -> sent.put(algorithm, value));
        }
        Set<Algorithm> all = EnumSet.noneOf(Algorithm.class);
        all.addAll(sent.keySet());
        announced(head).forEach(name -> Algorithm.ofHeader(name).ifPresent(all::add));
        if (all.size() > 1) {
            throw wrong(
                    "Expecting a single x-amz-checksum- header. Multiple checksum Types are not"
                            + " allowed.");
        }
        requireNamed(head, all);
        if (!isCompletion(head)) {
            sent.forEach((algorithm, text) -> checks.expect(algorithm, value(algorithm, text)));
        }
    }

    /** Whoever says with what a body is summed must send the sum. */
    private static void requireNamed(RequestHead head, Set<Algorithm> sent) {
        String name = "x-amz-sdk-checksum-algorithm";
        Optional<String> word = Heads.single(head, name);
        if (word.isPresent() && sent.isEmpty()) {
            throw wrong(
                    name
                            + " specified, but no corresponding x-amz-checksum-* or x-amz-trailer"
                            + " headers were found.");
        }
        if (word.isPresent()
                && sent.stream().noneMatch(one -> one.name().equalsIgnoreCase(word.get()))) {
            throw wrong("Value for " + name + " header is invalid.");
        }
    }

    /** There the checksum is the whole object's, not the body's. */
    private static boolean isCompletion(RequestHead head) {
        return head.method().equals("POST")
                && Arrays.stream(head.query().split("&", -1))
                        .anyMatch(part -> part.startsWith("uploadId="));
    }

    private static Bytes value(Algorithm algorithm, String base64) {
        return BodyChecks.base64(base64, algorithm.start().length())
                .orElseThrow(
                        () -> wrong("Value for " + algorithm.header() + " header is invalid."));
    }

    private static BodyFaultException wrong(String what) {
        return new BodyFaultException(Kind.CHECKSUM_VALUE, what);
    }

    private static BodyFaultException invalidMd5() {
        return new BodyFaultException(
                Kind.INVALID_DIGEST, "The Content-MD5 you specified is not valid.");
    }
}
