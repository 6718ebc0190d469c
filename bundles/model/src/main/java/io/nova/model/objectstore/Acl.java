package io.nova.model.objectstore;

import io.nova.model.ProjectId;
import io.nova.model.TextForm;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * An access list of a bucket or an object: a canned one, whose grants depend on whose it is, or
 * grants.
 *
 * <p>The stored form is the canned one's name, which is all that there was once, such as {@code
 * PUBLIC_READ}, or the grants, such as {@code FULL_CONTROL:111111111111,READ:all-users}.
 *
 * @param canned a list still to be expanded; then there are no grants
 */
public record Acl(Optional<CannedAcl> canned, List<Grant> grants) implements TextForm {

    /** The most grants of a list. */
    public static final int MAX_GRANTS = 100;

    /** The owner's alone. */
    public static final Acl PRIVATE = CannedAcl.PRIVATE.acl();

    private static final String NOBODY = "-";

    public Acl {
        grants = List.copyOf(grants);
        if (grants.size() > MAX_GRANTS || (canned.isPresent() && !grants.isEmpty())) {
            throw new IllegalArgumentException("no access list: " + canned + grants);
        }
    }

    /** Returns the list of grants, of which there may be none. */
    public static Acl of(List<Grant> grants) {
        return new Acl(Optional.empty(), grants);
    }

    /**
     * Reads the stored form.
     *
     * @throws IllegalArgumentException if the text is none
     */
    public Acl(String value) {
        this(canned(value), canned(value).isPresent() ? List.of() : grants(value));
    }

    private static Optional<CannedAcl> canned(String value) {
        return Arrays.stream(CannedAcl.values())
                .filter(acl -> acl.name().equals(value))
                .findFirst();
    }

    private static List<Grant> grants(String value) {
        return value.equals(NOBODY)
                ? List.of()
                : Arrays.stream(value.split(",", -1)).map(Grant::of).toList();
    }

    /**
     * Returns the list as grants.
     *
     * @param owner of the bucket or object that has the list
     * @param bucketOwner the owner of the bucket that it is in
     */
    public Acl expanded(ProjectId owner, ProjectId bucketOwner) {
        return canned.map(acl -> Acl.of(acl.grants(owner, bucketOwner))).orElse(this);
    }

    /**
     * Tells whether a grant gives the permission; those of a canned list must be known.
     *
     * @param project the caller's; empty if it did not sign
     * @throws IllegalStateException if the list is not expanded
     */
    public boolean allows(Optional<ProjectId> project, Permission permission) {
        if (canned.isPresent()) {
            throw new IllegalStateException(canned.get() + " is not expanded");
        }
        return grants.stream()
                .filter(grant -> grant.permission().includes(permission))
                .anyMatch(grant -> grant.grantee().includes(project));
    }

    @Override
    public String value() {
        if (canned.isPresent()) {
            return canned.get().name();
        }
        return grants.isEmpty()
                ? NOBODY
                : grants.stream().map(Grant::text).collect(Collectors.joining(","));
    }
}
