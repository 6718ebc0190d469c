package io.nova.frontend.s3;

import io.nova.api.identity.AccountDirectory;
import io.nova.model.objectstore.Acl;
import io.nova.model.objectstore.CannedAcl;
import io.nova.model.objectstore.Grant;
import io.nova.model.objectstore.Permission;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The access list in the headers of a write: a canned one, or grants. */
final class AclFields {

    static final String CANNED = "x-amz-acl";

    private static final Map<Permission, String> GRANTS = grants();

    /** One grantee of a header; the quotes may be missing. */
    private static final Pattern GRANTEE =
            Pattern.compile("\\s*([A-Za-z]+)\\s*=\\s*(?:\"([^\"]*)\"|([^\",\\s]+))\\s*(?:,|$)");

    private AclFields() {}

    private static Map<Permission, String> grants() {
        Map<Permission, String> grants = new EnumMap<>(Permission.class);
        grants.put(Permission.FULL_CONTROL, "x-amz-grant-full-control");
        grants.put(Permission.READ, "x-amz-grant-read");
        grants.put(Permission.WRITE, "x-amz-grant-write");
        grants.put(Permission.READ_ACP, "x-amz-grant-read-acp");
        grants.put(Permission.WRITE_ACP, "x-amz-grant-write-acp");
        return grants;
    }

    /** Returns the list for what is written; private if none is named. */
    static Acl acl(S3Call call) {
        return find(call.accounts(), call::header).orElse(Acl.PRIVATE);
    }

    /**
     * Returns the list that the fields name, by the names of the headers.
     *
     * @throws S3Fault if they name no list, or two
     */
    static Optional<Acl> find(
            AccountDirectory accounts, Function<String, Optional<String>> fields) {
        Optional<String> canned = fields.apply(CANNED);
        List<Grant> grants = new ArrayList<>();
        boolean named = false;
        for (Map.Entry<Permission, String> header : GRANTS.entrySet()) {
            Optional<String> value = fields.apply(header.getValue());
            named |= value.isPresent();
            value.ifPresent(text -> add(grants, accounts, header, text));
        }
        if (canned.isPresent() && named) {
            throw new S3Fault(
                    S3Code.InvalidRequest,
                    "Specifying both Canned ACLs and Header Grants is not allowed");
        }
        if (named) {
            return Optional.of(list(grants));
        }
        return canned.map(
                word ->
                        CannedAcl.find(word)
                                .orElseThrow(() -> S3Fault.badArgument(CANNED, word))
                                .acl());
    }

    private static void add(
            List<Grant> grants,
            AccountDirectory accounts,
            Map.Entry<Permission, String> header,
            String text) {
        Matcher matcher = GRANTEE.matcher(text);
        int end = 0;
        while (end < text.length()) {
            if (!matcher.find(end) || matcher.start() != end) {
                throw S3Fault.badArgument(
                        header.getValue(), text, "Argument format not recognized");
            }
            end = matcher.end();
            String quoted = matcher.group(2);
            String value = quoted == null ? matcher.group(3) : quoted;
            grants.add(
                    new Grant(
                            switch (matcher.group(1)) {
                                case "id" -> Grantees.ofId(accounts, value);
                                case "uri" -> Grantees.ofUri(value);
                                case "emailAddress" -> Grantees.ofEmail(accounts, value);
                                default ->
                                        throw S3Fault.badArgument(
                                                header.getValue(),
                                                text,
                                                "Argument format not recognized");
                            },
                            header.getKey()));
        }
    }

    /**
     * Returns a list of grants.
     *
     * @throws S3Fault if there are too many
     */
    static Acl list(List<Grant> grants) {
        if (grants.size() > Acl.MAX_GRANTS) {
            throw new S3Fault(
                    S3Code.InvalidRequest,
                    "An access control list has at most %d grants".formatted(Acl.MAX_GRANTS));
        }
        return Acl.of(grants);
    }
}
