package io.nova.manager.objectstore;

import io.nova.api.identity.AccountDirectory;
import io.nova.api.objectstore.Anonymous;
import io.nova.manager.objectstore.policy.PolicyDocument;
import io.nova.manager.objectstore.policy.PolicyDocument.Verdict;
import io.nova.manager.objectstore.policy.PolicyQuestion;
import io.nova.manager.objectstore.policy.PolicyReader;
import io.nova.manager.objectstore.policy.Principals;
import io.nova.model.AccessDeniedException;
import io.nova.model.Caller;
import io.nova.model.InvalidParameterException;
import io.nova.model.Role;
import io.nova.model.objectstore.Bucket;
import io.nova.model.objectstore.BucketPart;
import io.nova.spi.state.Rec;
import java.util.Locale;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The policies of buckets: what they say of requests, and which may be set. For many threads. */
@Component(service = BucketPolicies.class)
public final class BucketPolicies {

    /** As whom policies know the services of the cloud that start instances. */
    private static final String EC2 = "ec2.amazonaws.com";

    private final BucketConfigs configs;
    private final AccountDirectory accounts;

    @Activate
    public BucketPolicies(@Reference BucketConfigs configs, @Reference AccountDirectory accounts) {
        this.configs = configs;
        this.accounts = accounts;
    }

    private Optional<PolicyDocument> find(Rec<Bucket> bucket) {
        return configs.find(
                bucket,
                BucketPart.POLICY,
                PolicyDocument.class,
                text -> PolicyReader.read(bucket.value().name(), text));
    }

    /** Returns what the policy of the request's bucket says of it; nothing if there is none. */
    Verdict decide(AccessRequest request) {
        return find(request.bucket().orElseThrow())
                .map(policy -> policy.decide(question(request)))
                .orElse(Verdict.SILENT);
    }

    private static PolicyQuestion question(AccessRequest request) {
        Caller caller = request.caller();
        RequestKeys keys = new RequestKeys(request);
        return new PolicyQuestion(
                Anonymous.is(caller)
                        ? Optional.empty()
                        : Optional.of(new Principals.User(caller.project(), caller.user())),
                caller.has(Role.SERVICE) ? Optional.of(EC2) : Optional.empty(),
                request.action().toLowerCase(Locale.ROOT),
                keys.resource(),
                keys);
    }

    /** Tells whether the bucket has a policy that lets in everybody. */
    boolean isPublic(Rec<Bucket> bucket) {
        return find(bucket).filter(PolicyDocument::isPublic).isPresent();
    }

    /**
     * Returns if the bucket may have the policy.
     *
     * @throws InvalidParameterException {@code MALFORMED} with the name {@code Policy} if it is
     *     none, or names somebody who is not there
     * @throws AccessDeniedException if it is public, and the bucket blocks that
     */
    void check(Bucket bucket, String text) {
        PolicyDocument policy = PolicyReader.read(bucket.name(), text);
        if (!policy.principals().allMatch(this::isKnown)) {
            throw PolicyReader.unknownPrincipal();
        }
        if (Ownerships.block(bucket).blockPolicy() && policy.isPublic()) {
            throw new AccessDeniedException(BucketPart.POLICY.putAction(), "Access Denied");
        }
    }

    private boolean isKnown(Principals principals) {
        return principals.projects().stream().allMatch(accounts::has)
                && principals.users().stream()
                        .allMatch(named -> accounts.has(named.project(), named.user()));
    }
}
