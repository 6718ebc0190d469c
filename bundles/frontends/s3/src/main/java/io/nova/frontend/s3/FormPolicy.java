package io.nova.frontend.s3;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the signer of a form allows whoever sends it.
 *
 * @param expiration from when on nothing is allowed
 * @param conditions of which all must hold
 * @param limit of the file's length
 */
record FormPolicy(Instant expiration, List<FormCondition> conditions, FormLimit limit) {

    /** The field that no form has: the bucket stands in the target. */
    private static final String BUCKET = "bucket";

    /** Fields that need no condition. */
    private static final Set<String> FREE =
            Set.of("policy", "signature", "awsaccesskeyid", "x-amz-signature", BUCKET);

    private static final String IGNORED = "x-ignore-";

    FormPolicy {
        conditions = List.copyOf(conditions);
    }

    /**
     * Checks a form but for its file.
     *
     * @param bucket that it is sent to
     * @throws S3Fault {@code AccessDenied} if the policy does not allow it
     */
    void check(FormFields fields, String bucket, Instant now) {
        if (!now.isBefore(expiration)) {
            throw denied("Policy expired.");
        }
        Set<String> covered = new HashSet<>();
        for (FormCondition condition : conditions) {
            boolean ofBucket = condition.field().equals(BUCKET);
            if (!condition.holds(ofBucket ? Optional.of(bucket) : fields.find(condition.field()))) {
                throw denied("Policy Condition failed: " + condition);
            }
            covered.add(condition.field());
        }
        List<String> extra =
                fields.values().keySet().stream()
                        .filter(name -> !covered.contains(name))
                        .filter(name -> !FREE.contains(name) && !name.startsWith(IGNORED))
                        .toList();
        if (!extra.isEmpty()) {
            throw denied("Extra input fields: " + String.join(", ", extra));
        }
        if (!covered.contains(BUCKET)) {
            throw denied("Extra input fields: " + BUCKET);
        }
    }

    private static S3Fault denied(String what) {
        return new S3Fault(S3Code.AccessDenied, "Invalid according to Policy: " + what);
    }
}
