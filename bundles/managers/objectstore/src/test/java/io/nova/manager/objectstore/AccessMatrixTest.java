package io.nova.manager.objectstore;

import static io.nova.manager.objectstore.Lab.ADMIN;
import static io.nova.manager.objectstore.Lab.BUCKET;
import static io.nova.manager.objectstore.Lab.OWNER;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.nova.api.objectstore.Anonymous;
import io.nova.api.objectstore.BucketConfig;
import io.nova.api.objectstore.NewBucket;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.Role;
import io.nova.model.objectstore.Acl;
import io.nova.model.objectstore.BucketPart;
import io.nova.model.objectstore.CannedAcl;
import io.nova.model.objectstore.Grant;
import io.nova.model.objectstore.ObjectInfo;
import io.nova.model.objectstore.ObjectKey;
import io.nova.model.objectstore.Ownership;
import io.nova.model.objectstore.Permission;
import io.nova.model.objectstore.PublicAccessBlock;
import io.nova.spi.objectstore.BlobId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may do what to a bucket and what is in it, by roles, policies, lists and blocks together. */
class AccessMatrixTest {

    /** The callers, in the order of the columns below. */
    private static final Map<String, RequestContext> CALLERS = callers();

    private static Map<String, RequestContext> callers() {
        Map<String, RequestContext> callers = new LinkedHashMap<>();
        callers.put("developer of the owner", OWNER);
        callers.put("one of the owner without the role", Lab.NOBODY);
        callers.put("manager of the owner", Lab.context("m", "111111111111", Role.PROJECTMANAGER));
        callers.put("developer of another", Lab.OTHER);
        callers.put(
                "one of another without the role", Lab.context("e", "222222222222", Role.NETADMIN));
        callers.put("developer of a third", Lab.context("f", "444444444444", Role.DEVELOPER));
        callers.put("nobody in particular", new RequestContext("r", Anonymous.CALLER));
        callers.put("the image service", Lab.context("images", "333333333333", Role.SERVICE));
        callers.put("administrator", ADMIN);
        return callers;
    }

    /**
     * What is set, what is done, to what, and to whom it is allowed (x) in the order of the
     * callers: developer, other and manager of the owning project; developer and other of another;
     * developer of a third; nobody; image service; administrator. {@code mine} belongs to the
     * bucket's owner, {@code theirs} to the other project.
     */
    private static final String RULES =
            """
            -                          | ListBucket       | bucket | x - x  - - -  - - x
            -                          | PutBucketPolicy  | bucket | x - x  - - -  - - x
            -                          | GetObject        | mine   | x - x  - - -  - - x
            -                          | GetObject        | theirs | - - -  x - -  - - x
            -                          | GetObjectAcl     | theirs | - - -  x - -  - - x
            -                          | GetObjectTagging | mine   | x - x  - - -  - - x
            -                          | GetObjectTagging | theirs | - - -  x - -  - - x
            -                          | PutObject        | mine   | x - x  - - -  - - x
            -                          | PutObject        | theirs | x - x  - - -  - - x
            -                          | DeleteObject     | theirs | x - x  - - -  - - x
            list public-read           | ListBucket       | bucket | x - x  x - x  x x x
            list public-read           | GetObject        | mine   | x - x  x - x  x x x
            list public-read           | GetObject        | theirs | x - x  x - x  x x x
            list public-read           | GetObjectAcl     | mine   | x - x  - - -  - - x
            list public-read           | PutObject        | mine   | x - x  - - -  - - x
            list public-read           | GetBucketLocation | bucket | x - x  - - -  - - x
            list public-read-write     | PutObject        | mine   | x - x  x - x  x x x
            list public-read-write     | DeleteObject     | theirs | x - x  x - x  x x x
            list authenticated-read    | GetObject        | mine   | x - x  x - x  - x x
            list aws-exec-read         | GetObject        | mine   | x - x  - - -  - x x
            list aws-exec-read         | ListBucket       | bucket | x - x  - - -  - x x
            list bucket-owner-read     | GetObject        | theirs | x - x  x - -  - - x
            list bucket-owner-read     | GetObjectAcl     | theirs | - - -  x - -  - - x
            list bucket-owner-full-control | PutObjectAcl | theirs | x - x  x - -  - - x
            list log-delivery-write    | PutObject        | mine   | x - x  - - -  - - x
            grant READ                 | GetObject        | mine   | x - x  x - -  - - x
            grant READ                 | ListBucket       | bucket | x - x  x - -  - - x
            grant READ                 | GetObjectAcl     | mine   | x - x  - - -  - - x
            grant WRITE                | PutObject        | mine   | x - x  x - -  - - x
            grant WRITE                | GetObject        | mine   | x - x  - - -  - - x
            grant READ_ACP             | GetObjectAcl     | mine   | x - x  x - -  - - x
            grant READ_ACP             | GetBucketAcl     | bucket | x - x  x - -  - - x
            grant WRITE_ACP            | PutObjectAcl     | mine   | x - x  x - -  - - x
            grant WRITE_ACP            | PutBucketAcl     | bucket | x - x  x - -  - - x
            grant FULL_CONTROL         | PutBucketAcl     | bucket | x - x  x - -  - - x
            grant FULL_CONTROL         | GetObjectTagging | mine   | x - x  - - -  - - x
            grant FULL_CONTROL         | DeleteBucket     | bucket | x - x  - - -  - - x
            grant FULL_CONTROL         | GetBucketPolicy  | bucket | x - x  - - -  - - x
            allow everybody            | ListBucket       | bucket | x x x  x - x  x x x
            allow everybody            | GetObject        | mine   | x x x  x - x  x x x
            allow everybody            | GetObject        | theirs | - - -  x - -  - - x
            allow everybody            | PutObject        | theirs | x x x  x - x  x x x
            allow everybody            | GetObjectTagging | mine   | x x x  x - x  x x x
            allow everybody            | GetBucketPolicy  | bucket | x x x  - - -  - - x
            allow the other            | GetObject        | mine   | x - x  x - -  - - x
            allow the other            | DeleteBucket     | bucket | x - x  x - -  - - x
            allow the other            | PutBucketPolicy  | bucket | x - x  - - -  - - x
            allow bob                  | GetObject        | mine   | x - x  x - -  - - x
            allow carl                 | GetObject        | mine   | x x x  - - -  - - x
            allow the owner            | GetObject        | mine   | x - x  - - -  - - x
            allow ec2                  | GetObject        | mine   | x - x  - - -  - x x
            deny everybody             | GetObject        | mine   | - - -  - - -  - - x
            deny everybody             | PutBucketPolicy  | bucket | - - x  - - -  - - x
            deny everybody             | DeleteBucketPolicy | bucket | - - x  - - -  - - x
            deny everybody; list public-read | GetObject  | mine   | - - -  - - -  - - x
            deny everybody; list public-read | GetObject  | theirs | - - -  - - -  - - x
            deny bob; list public-read | GetObject        | mine   | x - x  - - x  x x x
            deny the owner             | GetObject        | mine   | - - -  - - -  - - x
            list public-read; block ignoreAcls  | GetObject  | mine   | x - x  - - -  - - x
            list public-read; block ignoreAcls  | ListBucket | bucket | x - x  - - -  - - x
            grant READ; block ignoreAcls        | GetObject  | mine   | x - x  x - -  - - x
            allow everybody; block ignoreAcls   | GetObject  | mine   | x x x  x - x  x x x
            allow everybody; block restrict     | GetObject  | mine   | x x x  - - -  - x x
            allow everybody; block restrict     | PutObject  | theirs | x x x  - - -  - x x
            allow the other; block restrict     | GetObject  | mine   | x - x  x - -  - - x
            list public-read; block restrict    | GetObject  | mine   | x - x  x - x  x x x
            list public-read; enforced          | GetObject  | mine   | x - x  - - -  - - x
            grant FULL_CONTROL; enforced        | PutBucketAcl | bucket | x - x  - - -  - - x
            enforced                            | GetObject  | theirs | x - x  - - -  - - x
            allow everybody; enforced           | GetObject  | theirs | x x x  x - x  x x x
            list aws-exec-read; enforced        | GetObject  | mine   | x - x  - - -  - - x
            list bucket-owner-read; preferred   | GetObject  | theirs | x - x  x - -  - - x
            """;

    @ParameterizedTest(name = "{0}: {1} of {2}")
    @MethodSource("rows")
    void decides(String set, String action, String what, String allowed) {
        Lab lab = new Lab();
        Acl acl = acl(set);
        lab.buckets.create(OWNER, BUCKET, new NewBucket(acl, Optional.empty()));
        for (String step : set.split("; ", -1)) {
            apply(lab, step);
        }
        String found =
                CALLERS.values().stream()
                        .map(
                                who ->
                                        lab.access.allows(request(lab, who, action, what, acl))
                                                ? "x"
                                                : "-")
                        .collect(Collectors.joining(" "));
        assertEquals(allowed.replaceAll(" +", " "), found, String.valueOf(CALLERS.keySet()));
    }

    static Stream<Arguments> rows() {
        return RULES.lines()
                .map(line -> line.split("\\|", -1))
                .map(c -> Arguments.of(c[0].strip(), c[1].strip(), c[2].strip(), c[3].strip()));
    }

    private static AccessRequest request(
            Lab lab, RequestContext who, String action, String what, Acl acl) {
        AccessRequest request =
                AccessRequest.of(
                        who,
                        "s3:" + action,
                        lab.store.get(Kinds.BUCKET, Kinds.bucketId(BUCKET)).orElseThrow());
        if (what.equals("bucket")) {
            return request;
        }
        ProjectId owner = new ProjectId(what.equals("mine") ? "111111111111" : "222222222222");
        ObjectInfo info = ObjectInfo.of(new ObjectKey("k"), owner).acl(acl).build();
        Content content = Content.of(new BlobId("00000000000000000000000000000001"));
        return request.of(new StoredObject("handle", info, content));
    }

    /** The list of the bucket and of the objects. */
    private static Acl acl(String set) {
        for (String step : set.split("; ", -1)) {
            String word = step.substring(step.indexOf(' ') + 1);
            if (step.startsWith("list ")) {
                return CannedAcl.find(word).orElseThrow().acl();
            }
            if (step.startsWith("grant ")) {
                return Acl.of(
                        List.of(
                                Grant.to(new ProjectId("111111111111"), Permission.FULL_CONTROL),
                                Grant.to(new ProjectId("222222222222"), Permission.valueOf(word))));
            }
        }
        return Acl.PRIVATE;
    }

    private static void apply(Lab lab, String step) {
        String word = step.substring(step.indexOf(' ') + 1);
        switch (step.replaceFirst(" .*", "")) {
            case "allow", "deny" ->
                    lab.config.put(
                            ADMIN, BUCKET, new BucketConfig(BucketPart.POLICY, policy(step)));
            case "block" ->
                    lab.buckets.setPublicAccess(
                            ADMIN,
                            BUCKET,
                            Optional.of(
                                    new PublicAccessBlock(
                                            false,
                                            word.equals("ignoreAcls"),
                                            false,
                                            word.equals("restrict"))));
            case "enforced" -> enforce(lab);
            case "preferred" ->
                    lab.buckets.setOwnership(
                            ADMIN, BUCKET, Optional.of(Ownership.BUCKET_OWNER_PREFERRED));
            default -> {
                // The lists are those of what was made.
            }
        }
    }

    /** As it is where objects got their lists before: the bucket's own must be private. */
    private static void enforce(Lab lab) {
        lab.buckets.setAcl(ADMIN, BUCKET, Acl.PRIVATE);
        lab.buckets.setOwnership(ADMIN, BUCKET, Optional.of(Ownership.BUCKET_OWNER_ENFORCED));
    }

    private static String policy(String step) {
        String who =
                switch (step.substring(step.indexOf(' ') + 1)) {
                    case "everybody" -> "\"*\"";
                    case "the other" -> "{\"AWS\":\"222222222222\"}";
                    case "bob" -> "{\"AWS\":\"arn:aws:iam::222222222222:user/bob\"}";
                    case "carl" -> "{\"AWS\":\"arn:aws:iam::111111111111:user/carl\"}";
                    case "the owner" -> "{\"AWS\":\"arn:aws:iam::111111111111:root\"}";
                    case "ec2" -> "{\"Service\":\"ec2.amazonaws.com\"}";
                    default -> throw new IllegalArgumentException(step);
                };
        String effect =
                step.substring(0, 1).toUpperCase(Locale.ROOT)
                        + step.substring(1).replaceFirst(" .*", "");
        return ("{\"Statement\":{\"Effect\":\"%s\",\"Principal\":%s,\"Action\":\"s3:*\","
                        + "\"Resource\":[\"arn:aws:s3:::bucket\",\"arn:aws:s3:::bucket/*\"]}}")
                .formatted(effect, who);
    }
}
