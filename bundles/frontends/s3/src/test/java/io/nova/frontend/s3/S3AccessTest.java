package io.nova.frontend.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every caller tries every operation under every grant, over the wire and the real managers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class S3AccessTest {

    /** The callers, in the order of the columns below. */
    private static final List<String> CALLERS =
            List.of(
                    S3Cloud.KEY,
                    S3Cloud.WATCHER_KEY,
                    S3Cloud.MANAGER_KEY,
                    S3Cloud.OTHER_KEY,
                    S3Cloud.OTHER_WATCHER_KEY,
                    S3Cloud.THIRD_KEY,
                    "",
                    S3Cloud.SERVICE_KEY,
                    S3Cloud.ADMIN_KEY);

    /** The operations, each by its method, what it is on, and its headers. */
    private static final Map<String, List<String>> OPERATIONS = operations();

    private static Map<String, List<String>> operations() {
        Map<String, List<String>> all = new LinkedHashMap<>();
        all.put("list", List.of("GET", "/b00"));
        all.put("get", List.of("GET", "/b00/k"));
        all.put("head", List.of("HEAD", "/b00/k"));
        all.put("put", List.of("PUT", "/b00/k"));
        all.put("delete", List.of("DELETE", "/b00/k"));
        all.put("upload", List.of("POST", "/b00/k?uploads"));
        all.put("acl", List.of("GET", "/b00/k?acl"));
        all.put("setAcl", List.of("PUT", "/b00/k?acl", "x-amz-acl", "private"));
        all.put("bucketAcl", List.of("GET", "/b00?acl"));
        all.put("setBucketAcl", List.of("PUT", "/b00?acl", "x-amz-acl", "private"));
        all.put("location", List.of("GET", "/b00?location"));
        all.put("block", List.of("GET", "/b00?ownershipControls"));
        return all;
    }

    /**
     * What is granted on bucket and object (or the policy that the bucket has), the operations, and
     * who may: developer, watcher and manager of the owning project; developer and watcher of
     * another; developer of a third; nobody in particular; image service; administrator.
     */
    private static final String RULES =
            """
            private            | list get head acl bucketAcl location block  | x x x  - - -  - - x
            private            | put delete setAcl setBucketAcl              | x - x  - - -  - - x
            READ               | list get head                               | x x x  x x -  - - x
            READ               | acl bucketAcl location block                | x x x  - - -  - - x
            READ               | put delete setAcl                           | x - x  - - -  - - x
            WRITE              | put delete upload                           | x - x  x - -  - - x
            WRITE              | list get acl                                | x x x  - - -  - - x
            READ_ACP           | acl bucketAcl                               | x x x  x x -  - - x
            READ_ACP           | get list                                    | x x x  - - -  - - x
            WRITE_ACP          | setAcl setBucketAcl                         | x - x  x - -  - - x
            FULL_CONTROL       | list get head acl bucketAcl                 | x x x  x x -  - - x
            FULL_CONTROL       | put delete upload setAcl setBucketAcl       | x - x  x - -  - - x
            FULL_CONTROL       | location block                              | x x x  - - -  - - x
            public-read        | list get head                               | x x x  x x x  x x x
            public-read        | put delete setAcl                           | x - x  - - -  - - x
            public-read-write  | put delete                                  | x - x  x - x  x x x
            public-read-write  | upload                                      | x - x  x - x  - x x
            authenticated-read | list get                                    | x x x  x x x  - x x
            aws-exec-read      | get                                         | x x x  - - -  - x x
            aws-exec-read      | put                                         | x - x  - - -  - - x
            log-delivery-write | put                                         | x - x  - - -  - - x
            allow *            | list get head                               | x x x  x x x  x x x
            allow *            | acl location block                          | x x x  x x x  x - x
            allow *            | put delete                                  | x x x  x - x  x x x
            allow *            | setAcl setBucketAcl                         | x x x  x - x  x - x
            allow 222222222222 | get                                         | x x x  x x -  - - x
            allow 222222222222 | put                                         | x - x  x - -  - - x
            deny *             | get put list                                | - - -  - - -  - - x
            deny 222222222222  | get                                         | x x x  - - -  - - x
            """;

    private final S3Cloud cloud = new S3Cloud();
    private final S3Asker owner = new S3Asker(cloud, S3Cloud.KEY);
    private final Map<String, S3Asker> askers = new HashMap<>();
    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    void make() throws Exception {
        owner.ok("PUT", "/b00", "");
        owner.ok("PUT", "/b00?ownershipControls", CONTROLS);
    }

    @AfterAll
    void end() {
        cloud.close();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("rows")
    void lets(String grant, String operation, String allowed) throws Exception {
        List<String> found = new ArrayList<>();
        boolean changes = !OPERATIONS.get(operation).get(0).matches("GET|HEAD");
        for (String caller : CALLERS) {
            if (changes || found.isEmpty()) {
                // Whatever was denied or written before: all is the owner's and private again.
                asker(S3Cloud.ADMIN_KEY).ok("DELETE", "/b00?policy", "");
                owner.ok("PUT", "/b00?acl", "", "x-amz-acl", "private");
                owner.ok("PUT", "/b00/k", "x");
                set(grant);
            }
            found.add(ask(caller, OPERATIONS.get(operation)) ? "x" : "-");
        }
        assertEquals(List.of(allowed.split(" +", -1)), found);
    }

    static Stream<Arguments> rows() {
        return RULES.lines()
                .map(line -> Arrays.stream(line.split("\\|", -1)).map(String::strip).toList())
                .flatMap(
                        row ->
                                Arrays.stream(row.get(1).split(" +", -1))
                                        .map(one -> Arguments.of(row.get(0), one, row.get(2))));
    }

    private static final String CONTROLS =
            "<OwnershipControls><Rule><ObjectOwnership>ObjectWriter</ObjectOwnership></Rule>"
                    + "</OwnershipControls>";

    private void set(String grant) throws Exception {
        String word = grant.substring(grant.indexOf(' ') + 1);
        if (grant.startsWith("allow ") || grant.startsWith("deny ")) {
            owner.ok("PUT", "/b00?policy", policy(grant.charAt(0) == 'a' ? "Allow" : "Deny", word));
            return;
        }
        boolean canned = grant.equals(grant.toLowerCase(java.util.Locale.ROOT));
        String[] headers =
                canned
                        ? new String[] {"x-amz-acl", grant}
                        : new String[] {
                            "x-amz-grant-"
                                    + grant.toLowerCase(java.util.Locale.ROOT).replace('_', '-'),
                            "id=222222222222"
                        };
        owner.ok("PUT", "/b00?acl", "", headers);
        owner.ok("PUT", "/b00/k?acl", "", headers);
    }

    private static String policy(String effect, String principal) {
        return ("{\"Statement\":{\"Effect\":\"%s\",\"Principal\":{\"AWS\":\"%s\"},"
                        + "\"Action\":\"s3:*\",\"Resource\":[\"arn:aws:s3:::b00\","
                        + "\"arn:aws:s3:::b00/*\"]}}")
                .formatted(effect, principal);
    }

    private S3Asker asker(String caller) {
        return askers.computeIfAbsent(caller, key -> new S3Asker(cloud, key));
    }

    /** Tells whether it succeeds; what is refused is refused as denied. */
    private boolean ask(String caller, List<String> operation) throws Exception {
        String[] headers = operation.subList(2, operation.size()).toArray(String[]::new);
        String method = operation.get(0);
        String body = method.equals("PUT") && headers.length == 0 ? "y" : "";
        int status;
        if (caller.isEmpty()) {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create(cloud.uri() + operation.get(1)))
                            .method(method, HttpRequest.BodyPublishers.ofString(body));
            if (headers.length > 0) {
                request.headers(headers);
            }
            status =
                    http.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
        } else {
            status = asker(caller).send(method, operation.get(1), body, headers).statusCode();
        }
        assertEquals(true, status / 100 == 2 || status == 403, caller + ": " + status);
        return status != 403;
    }
}
