package io.nova.manager.objectstore;

import io.nova.api.identity.Authorizer;
import io.nova.api.objectstore.Anonymous;
import io.nova.manager.objectstore.policy.PolicyDocument.Verdict;
import io.nova.model.AccessDeniedException;
import io.nova.model.Caller;
import io.nova.model.ProjectId;
import io.nova.model.Role;
import io.nova.model.objectstore.Bucket;
import io.nova.model.objectstore.UploadInfo;
import io.nova.spi.state.Rec;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Decides by roles, bucket policies and access lists.
 *
 * <ol>
 *   <li>Cloud administrators may do everything.
 *   <li>What the bucket's policy denies is denied, except that a project's manager always reaches
 *       the policy itself: nobody locks a project out of its bucket.
 *   <li>In its own project, what a caller's role allows is allowed, and what the policy allows
 *       unless the role's policy denies it.
 *   <li>In another's, the caller's role must allow it, and either the policy or an access list. Who
 *       does not sign has no role that could forbid it. A policy says nothing of what others own in
 *       the bucket. The cloud's services also read what was handed to them.
 * </ol>
 *
 * <p>What public access is blocked does not count, nor access lists where the bucket's owner owns
 * everything.
 */
@Component(service = S3Access.class)
public final class Access implements S3Access {

    private static final Set<String> ON_POLICY =
            Set.of("s3:GetBucketPolicy", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy");

    private static final Set<String> ON_UPLOAD =
            Set.of("s3:AbortMultipartUpload", "s3:ListMultipartUploadParts");

    private final Authorizer authorizer;
    private final BucketPolicies policies;
    private final ServiceReadCheck handed;

    @Activate
    public Access(
            @Reference Authorizer authorizer,
            @Reference BucketPolicies policies,
            @Reference ServiceReadCheck handed) {
        this.authorizer = authorizer;
        this.policies = policies;
        this.handed = handed;
    }

    @Override
    public void require(AccessRequest request) {
        if (allows(request)) {
            return;
        }
        if (isInOwnProject(request) && !request.namesOtherOwner()) {
            // Says which user may not do what, if that is why.
            authorizer.require(request.caller(), request.action());
        }
        throw new AccessDeniedException(request.action(), "Access Denied");
    }

    @Override
    public boolean allows(AccessRequest request) {
        if (request.namesOtherOwner()) {
            return false;
        }
        Caller caller = request.caller();
        if (caller.has(Role.CLOUDADMIN)) {
            return true;
        }
        boolean role = roleAllows(request);
        if (request.bucket().isEmpty()) {
            return role;
        }
        boolean own = isInOwnProject(request);
        if (ON_POLICY.contains(request.action())) {
            if (!own || caller.has(Role.PROJECTMANAGER)) {
                return own && role;
            }
        }
        Verdict verdict = policies.decide(request);
        if (verdict == Verdict.DENY) {
            return false;
        }
        if (own && Ownerships.isOfBucketOwner(request)) {
            return role
                    || (verdict == Verdict.ALLOW && !authorizer.denies(caller, request.action()));
        }
        boolean shut = !own && isRestricted(request);
        return (role || Anonymous.is(caller)) && !shut && isLetIn(request, verdict);
    }

    private boolean roleAllows(AccessRequest request) {
        return !Anonymous.is(request.caller())
                && authorizer.allows(request.caller(), request.action());
    }

    private static boolean isInOwnProject(AccessRequest request) {
        return !Anonymous.is(request.caller())
                && request.bucket()
                        .map(rec -> rec.value().owner().equals(request.caller().project()))
                        .orElse(true);
    }

    /** Decides on one to whom the bucket, or what is in it, does not belong. */
    private boolean isLetIn(AccessRequest request, Verdict verdict) {
        if (Ownerships.isOfCaller(request)) {
            return true;
        }
        boolean byPolicy =
                (verdict == Verdict.ALLOW || verdict == Verdict.ALLOW_PROJECT)
                        && Ownerships.isOfBucketOwner(request);
        if (request.upload().isEmpty()) {
            return byPolicy || AclCheck.allows(request) || handed.allows(request);
        }
        // Parts are for the one who began the upload, as long as it may write.
        boolean begun = isOf(request.upload().get(), request.caller());
        return ON_UPLOAD.contains(request.action())
                ? begun || byPolicy
                : begun && (byPolicy || AclCheck.allows(request));
    }

    /** Tells whether a public policy has shut the bucket to all but its project. */
    private boolean isRestricted(AccessRequest request) {
        Rec<Bucket> bucket = request.bucket().orElseThrow();
        return Ownerships.block(bucket.value()).restrictBuckets()
                && !request.caller().has(Role.SERVICE)
                && policies.isPublic(bucket);
    }

    private static boolean isOf(UploadInfo upload, Caller caller) {
        Optional<ProjectId> project =
                Anonymous.is(caller) ? Optional.empty() : Optional.of(caller.project());
        return project.filter(upload.owner()::equals).isPresent();
    }
}
