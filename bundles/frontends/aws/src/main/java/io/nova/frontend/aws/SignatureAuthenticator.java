package io.nova.frontend.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nova.api.identity.CallerResolver;
import io.nova.api.identity.Credential;
import io.nova.model.AccessKeyId;
import io.nova.model.Caller;
import io.nova.model.InvalidParameterException;
import io.nova.model.Secret;
import io.nova.model.setting.SettingsFile;
import io.nova.sigv4.ChunkSignatures;
import io.nova.sigv4.CredentialScope;
import io.nova.sigv4.Parameter;
import io.nova.sigv4.PayloadHash;
import io.nova.sigv4.RequestHead;
import io.nova.sigv4.SigV2;
import io.nova.sigv4.SigningKey;
import io.nova.sigv4.StringToSign;
import java.io.IOException;
import java.io.InputStream;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * The one filter: every request is read, timed, proven and only then given a caller, whatever way
 * it is signed. What no branch knows is denied.
 */
@Component(configurationPid = SignatureAuthenticator.PID)
@Designate(ocd = SignatureAuthenticator.Config.class)
public final class SignatureAuthenticator implements AwsAuthenticator {

    static final String PID = "io.nova.frontend.aws";

    private static final Set<String> SIGNATURE_PARAMETERS =
            Set.of(
                    "AWSAccessKeyId",
                    "Signature",
                    "SignatureMethod",
                    "SignatureVersion",
                    "Timestamp",
                    "Expires");

    private static final Set<String> TOKENS = Set.of("X-Amz-Security-Token", "SecurityToken");

    /** Which signatures are taken. */
    @ObjectClassDefinition(name = "AWS request authentication")
    public @interface Config {
        @AttributeDefinition(
                description = "Minutes that a client's clock may be off, one way or the other")
        int clockSkewMinutes() default 15;

        @AttributeDefinition(description = "Take Signature Version 2 at all")
        boolean signatureV2() default true;

        @AttributeDefinition(description = "Take EC2 queries signed with SHA-1 in Version 2")
        boolean signatureV2Sha1() default false;

        @AttributeDefinition(
                description =
                        "Take S3 bodies that no signature covers, other than presigned ones, over"
                                + " connections without TLS")
        boolean unsignedBodies() default true;
    }

    private final CallerResolver callers;
    private final boolean versionTwo;
    private final boolean unsignedBodies;
    private final V4Claims v4;
    private final V2Claims v2;
    private final FormClaims forms;
    private final DerivedKeys derived = new DerivedKeys();
    private final Secret nobodys;
    private final DerivedKeys.Keys nobodysKeys;

    @Activate
    public SignatureAuthenticator(@Reference CallerResolver callers, Config config) {
        this(
                callers,
                Clock.systemUTC(),
                Duration.ofMinutes(
                        SettingsFile.of(PID)
                                .within("clockSkewMinutes", config::clockSkewMinutes, 1, 24 * 60)),
                config.signatureV2(),
                config.signatureV2Sha1(),
                config.unsignedBodies());
    }

    /** An authenticator with the settings that hold unless configured, for tests. */
    public SignatureAuthenticator(CallerResolver callers, Clock clock) {
        this(callers, clock, Duration.ofMinutes(15), true, false, true);
    }

    SignatureAuthenticator(
            CallerResolver callers,
            Clock clock,
            Duration skew,
            boolean versionTwo,
            boolean sha1,
            boolean unsignedBodies) {
        this.callers = callers;
        this.versionTwo = versionTwo;
        this.unsignedBodies = unsignedBodies;
        Window window = new Window(clock, skew);
        this.v4 = new V4Claims(window);
        this.v2 = new V2Claims(window, sha1);
        this.forms = new FormClaims(window);
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        this.nobodys = Secret.of(random);
        this.nobodysKeys = new DerivedKeys.Keys(nobodys);
    }

    @Override
    public AuthenticatedQuery query(Request request) {
        RequestHead head = Heads.of(request);
        byte[] body = body(request);
        List<Parameter> query = Parameters.form(head.query());
        List<Parameter> parameters = new ArrayList<>(query);
        if (isForm(head)) {
            parameters.addAll(Parameters.form(new String(body, UTF_8)));
        }
        Claim claim =
                switch (Way.of(head, query, parameters)) {
                    case NONE -> throw Refusal.missing();
                    case V4_HEADER ->
                            v4.ofHeader(
                                    head,
                                    Way.authorization(head),
                                    service -> isQueryService(head, service),
                                    PayloadHash.of(body));
                    case V4_QUERY ->
                            v4.ofQuery(
                                    head,
                                    query,
                                    service -> isQueryService(head, service),
                                    PayloadHash.of(body));
                    case V2_QUERY -> versionTwo(() -> v2.ofQuery(head, parameters));
                    case V2_HEADER -> throw Refusal.malformed("This signature is S3's.");
                };
        refuseTokens(head, parameters);
        Caller caller = prove(claim).caller();
        parameters.removeIf(parameter -> isOfSignature(parameter.name()));
        return new AuthenticatedQuery(caller, parameters);
    }

    /** Old clients that talk to an address take its first label for the service's name. */
    private static boolean isQueryService(RequestHead head, String service) {
        if (service.equals("ec2") || service.equals("s3")) {
            return service.equals("ec2");
        }
        return service.equals(Heads.host(head).split("[.:]", 2)[0]);
    }

    private static boolean isForm(RequestHead head) {
        String type = Heads.single(head, "Content-Type").orElse("");
        return head.method().equals("POST")
                && (type.isEmpty()
                        || type.toLowerCase(Locale.ROOT)
                                .startsWith("application/x-www-form-urlencoded"));
    }

    private static boolean isOfSignature(String name) {
        return SIGNATURE_PARAMETERS.contains(name) || name.startsWith("X-Amz-");
    }

    private static byte[] body(Request request) {
        try {
            InputStream in = Request.asInputStream(request);
            long length = request.getLength();
            // The server has limited it. Told the length, the stream takes no more room than that.
            return length < 0 ? in.readAllBytes() : in.readNBytes(Math.toIntExact(length));
        } catch (IOException e) {
            if (e.getCause() instanceof HttpException.RuntimeException refused) {
                throw refused;
            }
            throw new HttpException.RuntimeException(
                    HttpStatus.BAD_REQUEST_400, "the body did not arrive", e);
        }
    }

    @Override
    public AuthenticatedStream object(Request request, String bucketOfHost) {
        return object(request, bucketOfHost, Optional.empty());
    }

    @Override
    public AuthenticatedStream object(Request request, String bucketOfHost, Caller nobody) {
        return object(request, bucketOfHost, Optional.of(nobody));
    }

    private AuthenticatedStream object(
            Request request, String bucketOfHost, Optional<Caller> nobody) {
        RequestHead head = Heads.of(request);
        List<Parameter> query = Parameters.query(head.query());
        return switch (Way.of(head, query, query)) {
            case NONE ->
                    new AuthenticatedStream(
                            nobody.orElseThrow(Refusal::missing),
                            PayloadPlan.wrap(request, head, declared(head), Optional.empty()));
            case V4_HEADER -> {
                String payload = Heads.single(head, PayloadHash.HEADER).orElse("");
                Claim claim = v4.ofHeader(head, Way.authorization(head), "s3"::equals, payload);
                if (payload.isEmpty()) {
                    throw Refusal.payloadMissing();
                }
                requireCovered(request, payload);
                yield stream(request, head, query, claim, payload);
            }
            case V4_QUERY -> {
                String payload = V4Claims.presignedPayload(head, query);
                yield stream(
                        request,
                        head,
                        query,
                        v4.ofQuery(head, query, "s3"::equals, payload),
                        payload);
            }
            case V2_QUERY ->
                    stream(
                            request,
                            head,
                            query,
                            versionTwo(() -> v2.ofPresigned(head, query, bucketOfHost)),
                            declared(head));
            case V2_HEADER -> {
                requireCovered(request, PayloadHash.UNSIGNED);
                yield stream(
                        request,
                        head,
                        query,
                        versionTwo(() -> v2.ofHeader(head, Way.authorization(head), bucketOfHost)),
                        declared(head));
            }
        };
    }

    private AuthenticatedStream stream(
            Request request, RequestHead head, List<Parameter> query, Claim claim, String payload) {
        refuseTokens(head, query);
        Proof proof = prove(claim);
        return new AuthenticatedStream(
                proof.caller(), PayloadPlan.wrap(request, head, payload, proof.chunks()));
    }

    @Override
    public Optional<Caller> form(Map<String, String> fields) {
        return forms.find(fields).map(this::proven);
    }

    private Caller proven(Claim claim) {
        Claim taken = claim instanceof Claim.V2 two ? versionTwo(() -> two) : claim;
        return prove(taken).caller();
    }

    /** What a request whose signature does not cover the body says about it all the same. */
    private static String declared(RequestHead head) {
        return Heads.single(head, PayloadHash.HEADER).orElse(PayloadHash.UNSIGNED);
    }

    private void requireCovered(Request request, String payload) {
        boolean uncovered =
                payload.equals(PayloadHash.UNSIGNED)
                        || payload.equals(PayloadHash.STREAMING_UNSIGNED_TRAILER);
        if (uncovered && !unsignedBodies && !request.isSecure() && request.getLength() != 0) {
            throw Refusal.malformed("The body must be signed on a connection without TLS.");
        }
    }

    private Claim versionTwo(Supplier<Claim> claim) {
        if (!versionTwo) {
            throw Refusal.malformed("Signature Version 2 is not taken here: use Version 4.");
        }
        return claim.get();
    }

    /** Nobody here hands out temporary keys, so a token is never good. */
    private static void refuseTokens(RequestHead head, List<Parameter> parameters) {
        boolean token = head.header("X-Amz-Security-Token").isPresent();
        for (Parameter parameter : parameters) {
            token |= TOKENS.contains(parameter.name());
        }
        if (token) {
            throw Refusal.token();
        }
    }

    /** A proven claim. */
    private record Proof(Caller caller, Optional<ChunkSignatures> chunks) {}

    /** Does the same work whether or not there is such a key. */
    private Proof prove(Claim claim) {
        Optional<Credential> credential = find(claim.accessKey());
        Optional<ChunkSignatures> chunks = Optional.empty();
        boolean proven = false;
        if (claim instanceof Claim.V4 four) {
            SigningKey key = key(credential, four.scope());
            byte[] expected = key.sign(four.string(four.canonical()));
            proven = four.signature().matches(expected);
            if (!four.presigned()) {
                String seed = HexFormat.of().formatHex(expected);
                chunks = Optional.of(new ChunkSignatures(key, four.amzDate(), seed));
            }
        } else if (claim instanceof Claim.Policy policy) {
            SigningKey key = key(credential, policy.scope());
            proven = policy.signature().matches(key.sign(policy.string()));
        } else if (claim instanceof Claim.V2 two) {
            Secret secret = credential.map(Credential::secret).orElse(nobodys);
            for (StringToSign string : two.strings()) {
                byte[] expected = SigV2.sign(secret, two.algorithm(), string);
                proven |= two.signature().matches(expected);
            }
        } else {
            throw new IllegalStateException("a claim of no kind");
        }
        if (credential.isEmpty()) {
            throw Refusal.unknown(claim.accessKey());
        }
        if (!proven) {
            throw Refusal.mismatch(claim);
        }
        return new Proof(credential.get().caller(), chunks);
    }

    private SigningKey key(Optional<Credential> credential, CredentialScope scope) {
        return credential
                .map(known -> derived.of(known.caller().key(), known))
                .orElse(nobodysKeys)
                .get(scope);
    }

    private Optional<Credential> find(String accessKey) {
        try {
            return callers.find(new AccessKeyId(accessKey));
        } catch (InvalidParameterException e) {
            // No key can look like this, so nobody has it.
            return Optional.empty();
        }
    }
}
