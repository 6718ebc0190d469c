package io.nova.manager.objectstore;

import io.nova.api.objectstore.CopyRequest;
import io.nova.api.objectstore.ObjectView;
import io.nova.model.BucketName;
import io.nova.model.InvalidParameterException;
import io.nova.model.InvalidParameterException.Problem;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.objectstore.Acl;
import io.nova.model.objectstore.Bucket;
import io.nova.model.objectstore.Checksum;
import io.nova.model.objectstore.ObjectInfo;
import io.nova.model.objectstore.ObjectKey;
import io.nova.model.objectstore.TagSet;
import io.nova.spi.state.Rec;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Copies an object by its record: both then name the same bytes.
 *
 * <p>The transaction relies on the source's record. So at each moment at which bytes get another
 * name they have one, and once they have none they never get one: the collector needs no more than
 * to count.
 */
final class ObjectCopy {

    /** The most bytes of an object that is copied by one request. */
    private static final long LARGEST = 5L << 30;

    private final Ledger ledger;
    private final ObjectCommit commits;
    private final Lookup lookup;
    private final S3Access access;
    private final Clock clock;

    ObjectCopy(Ledger ledger, ObjectCommit commits, Lookup lookup, S3Access access, Clock clock) {
        this.ledger = ledger;
        this.commits = commits;
        this.lookup = lookup;
        this.access = access;
        this.clock = clock;
    }

    /** Copies; empty if the bytes have to be read, since the copy is to have another checksum. */
    Optional<ObjectInfo> run(
            RequestContext context, BucketName name, ObjectKey key, CopyRequest request) {
        return ledger.untilCommitted(
                        ResourceType.OBJECT, key, () -> attempt(context, name, key, request))
                .copy();
    }

    /** What an attempt came to, if it was not lost. */
    private record Result(Optional<ObjectInfo> copy) {}

    private Optional<Result> attempt(
            RequestContext context, BucketName name, ObjectKey key, CopyRequest request) {
        Rec<Bucket> from = ledger.bucket(request.bucket());
        Rec<Bucket> to = ledger.bucket(name);
        ObjectChange change = commits.begin(to);
        StoredObject source = source(context, from, change, request);
        request.check().accept(source.told(from.value()));
        if (source.info().size() > LARGEST) {
            throw new InvalidParameterException(
                    Problem.TOO_LARGE,
                    "CopySource",
                    "The specified copy source is larger than the maximum allowable size for a"
                            + " copy source: "
                            + LARGEST);
        }
        TagSet tags = request.tags().orElse(source.info().tags().orElse(TagSet.NONE));
        KeyHistory history = change.of(key);
        AccessRequest asked = AccessRequest.of(context, "s3:PutObject", to).of(key);
        access.require(history.current().map(asked::of).orElse(asked));
        lookup.requireTags(context, to, key, tags);
        Optional<Content> content = content(change.draft(), source.content());
        if (content.isEmpty() || !sameSum(source.info(), request)) {
            return Optional.of(new Result(Optional.empty()));
        }
        ObjectInfo info = copy(context, to.value(), key, source.info(), request, tags);
        StoredObject fresh = new StoredObject(to.value().handle(), info, content.get());
        return commits.replace(change, fresh, request.put().condition())
                .map(put -> new Result(Optional.of(put.info())));
    }

    private StoredObject source(
            RequestContext context, Rec<Bucket> from, ObjectChange change, CopyRequest request) {
        boolean named = request.version().isPresent();
        StoredObject source =
                lookup.require(
                                context,
                                from,
                                change.of(from.value(), request.key()),
                                request.version(),
                                ObjectView.CONTENT.action(named))
                        .object()
                        .orElseThrow();
        if (request.tags().isEmpty() && source.info().tags().isPresent()) {
            String action = ObjectView.TAGS.action(named);
            access.require(AccessRequest.of(context, action, from).of(source));
        }
        return source;
    }

    private static boolean sameSum(ObjectInfo source, CopyRequest request) {
        return request.put()
                .checksum()
                .map(
                        wanted ->
                                source.checksum()
                                        .filter(sum -> !sum.composite())
                                        .map(Checksum::algorithm)
                                        .equals(Optional.of(wanted)))
                .orElse(true);
    }

    /** Returns the same bytes for another record; empty if they are small and not there. */
    private Optional<Content> content(Draft draft, Content source) {
        if (source.inline().isEmpty()) {
            return Optional.of(source);
        }
        // Each has its own, which goes with it.
        Optional<SmallContent> small = draft.get(Kinds.SMALL, source.inline().get());
        Content copy = Content.inline(ledger.newId());
        small.ifPresent(bytes -> draft.set(Kinds.SMALL, copy.id(), bytes));
        return small.map(bytes -> copy);
    }

    private ObjectInfo copy(
            RequestContext context,
            Bucket to,
            ObjectKey key,
            ObjectInfo info,
            CopyRequest request,
            TagSet tags) {
        Acl asked = request.put().acl();
        ProjectId owner = Ownerships.ofWritten(context.caller(), to, asked);
        return ObjectInfo.of(key, owner)
                .bytes(info.size(), info.etag())
                .modified(clock.instant().truncatedTo(ChronoUnit.MILLIS))
                .headers(request.headers().orElse(info.headers()))
                .acl(AclRules.ofWritten(to, owner, asked))
                .tags(tags)
                .checksum(info.checksum())
                .parts(info.parts())
                .build();
    }
}
