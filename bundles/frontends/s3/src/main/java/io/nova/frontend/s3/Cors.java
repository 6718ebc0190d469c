package io.nova.frontend.s3;

import io.nova.api.objectstore.BucketConfig;
import io.nova.api.objectstore.BucketConfigService;
import io.nova.frontend.http.Exchange;
import io.nova.model.CloudException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/** Tells browsers what pages of other origins may ask a bucket, before they do and when they do. */
final class Cors {

    private static final String ORIGIN = "Origin";
    private static final String METHOD = "Access-Control-Request-Method";
    private static final String HEADERS = "Access-Control-Request-Headers";
    private static final String VARY = ORIGIN + ", " + HEADERS + ", " + METHOD;

    private final BucketConfigService configs;

    Cors(BucketConfigService configs) {
        this.configs = configs;
    }

    /**
     * Answers what a browser asks before a request, in the headers alone.
     *
     * @throws S3Fault {@code BadRequest} if it asks nothing, {@code AccessForbidden} if the request
     *     must not be sent
     */
    void preflight(Request request, Response response, S3Target target) {
        String origin =
                header(request, ORIGIN)
                        .orElseThrow(
                                () ->
                                        new S3Fault(
                                                S3Code.BadRequest,
                                                "Insufficient information. Origin request header"
                                                        + " needed."));
        String method = header(request, METHOD).orElse("null");
        if (!CorsDocument.METHODS.contains(method)) {
            throw new S3Fault(
                    S3Code.BadRequest, "Invalid Access-Control-Request-Method: " + method);
        }
        List<CorsRule> rules = rules(target);
        if (rules.isEmpty()) {
            throw forbidden(method, target, "CORS is not enabled for this bucket.");
        }
        List<String> names =
                header(request, HEADERS).stream()
                        .flatMap(text -> Arrays.stream(text.split(",", -1)))
                        .map(name -> name.strip().toLowerCase(Locale.ROOT))
                        .filter(name -> !name.isEmpty())
                        .toList();
        CorsRule rule =
                rules.stream()
                        .filter(one -> one.allows(origin, method) && one.allowsHeaders(names))
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        forbidden(
                                                method,
                                                target,
                                                "This CORS request is not allowed. This is usually"
                                                        + " because the evalution of Origin, request"
                                                        + " method / Access-Control-Request-Method or"
                                                        + " Access-Control-Request-Headers are not"
                                                        + " whitelisted by the resource's CORS"
                                                        + " spec."));
        write(request, response, rule, origin);
        if (!names.isEmpty()) {
            response.getHeaders().put("Access-Control-Allow-Headers", String.join(", ", names));
        }
    }

    private static S3Fault forbidden(String method, S3Target target, String message) {
        return new S3Fault(S3Code.AccessForbidden, "CORSResponse: " + message)
                .with("Method", method)
                .with("ResourceType", target.key().isEmpty() ? "BUCKET" : "OBJECT");
    }

    /** Adds to an answer, good or bad, what a browser must know to show it to the page. */
    void apply(Request request, Response response, S3Target target) {
        Optional<String> origin = header(request, ORIGIN);
        if (origin.isEmpty() || target.bucket().isEmpty()) {
            return;
        }
        try {
            rules(target).stream()
                    .filter(rule -> rule.allows(origin.get(), request.getMethod()))
                    .findFirst()
                    .ifPresent(rule -> write(request, response, rule, origin.get()));
        } catch (CloudException e) {
            // The request itself will say so, or needs nothing of what does not answer.
        }
    }

    private List<CorsRule> rules(S3Target target) {
        return target.bucket().isEmpty()
                ? List.of()
                : configs.forBrowsers(target.bucketName())
                        .map(BucketConfig::text)
                        .map(CorsDocument::read)
                        .orElse(List.of());
    }

    private static void write(Request request, Response response, CorsRule rule, String origin) {
        boolean all = rule.isForAll(origin);
        HttpFields.Mutable headers = HttpFields.build();
        headers.put("Access-Control-Allow-Origin", all ? "*" : origin);
        headers.put("Access-Control-Allow-Methods", String.join(", ", rule.methods()));
        if (!rule.exposed().isEmpty()) {
            headers.put("Access-Control-Expose-Headers", String.join(", ", rule.exposed()));
        }
        rule.maxAge()
                .ifPresent(
                        seconds ->
                                headers.put("Access-Control-Max-Age", Integer.toString(seconds)));
        if (!all) {
            headers.put("Access-Control-Allow-Credentials", "true");
        }
        headers.put("Vary", VARY);
        Exchange.of(request).keep(response, headers);
    }

    private static Optional<String> header(Request request, String name) {
        return Optional.ofNullable(request.getHeaders().get(name)).map(String::strip);
    }
}
