package io.nova.frontend.s3;

import io.nova.api.objectstore.BucketConfig;
import io.nova.api.objectstore.BucketConfigService;
import io.nova.api.objectstore.ObjectService;
import io.nova.api.objectstore.ObjectView;
import io.nova.frontend.s3.S3Routes.Level;
import io.nova.model.RequestContext;
import io.nova.model.objectstore.BucketPart;
import io.nova.model.objectstore.ObjectInfo;
import io.nova.model.objectstore.TagSet;
import java.io.IOException;
import java.util.Optional;

/** The tags of buckets, and of objects' versions. */
final class TaggingOperations implements S3Operations {

    private final BucketConfigService configs;
    private final ObjectService objects;

    TaggingOperations(BucketConfigService configs, ObjectService objects) {
        this.configs = configs;
        this.objects = objects;
    }

    @Override
    public void addTo(S3Routes routes) {
        routes.add("GetBucketTagging", "GET", Level.BUCKET, "tagging", this::ofBucket)
                .add("PutBucketTagging", "PUT", Level.BUCKET, "tagging", this::putOfBucket)
                .add("DeleteBucketTagging", "DELETE", Level.BUCKET, "tagging", this::deleteOfBucket)
                .addOfVersion("GetObjectTagging", "GET", "tagging", this::ofObject)
                .addOfVersion("PutObjectTagging", "PUT", "tagging", this::putOfObject)
                .addOfVersion("DeleteObjectTagging", "DELETE", "tagging", this::deleteOfObject);
    }

    private void ofBucket(S3Call call) {
        BucketConfig config =
                configs.find(call.context(), call.target().bucketName(), BucketPart.TAGGING)
                        .orElseThrow(
                                () ->
                                        new S3Fault(
                                                        S3Code.NoSuchTagSet,
                                                        "The TagSet does not exist")
                                                .with("BucketName", call.target().bucket()));
        TagSet tags = TagSet.of(TagFields.pairs(config.text()), TagSet.OF_BUCKET);
        call.finish(TagFields.document(tags));
    }

    private void putOfBucket(S3Call call) throws IOException {
        TagSet tags = TagFields.read(call.document(), TagSet.OF_BUCKET);
        configs.put(
                call.context(),
                call.target().bucketName(),
                new BucketConfig(BucketPart.TAGGING, TagFields.query(tags)));
        call.finish(204);
    }

    private void deleteOfBucket(S3Call call) {
        configs.delete(call.context(), call.target().bucketName(), BucketPart.TAGGING);
        call.finish(204);
    }

    private void ofObject(S3Call call) {
        ObjectInfo object = Markers.read(objects, call, ObjectView.TAGS).info();
        ObjectFields.version(call, object);
        call.finish(TagFields.document(object.tags().orElse(TagSet.NONE)));
    }

    private void putOfObject(S3Call call) throws IOException {
        TagSet tags = TagFields.read(call.document(), TagSet.OF_OBJECT);
        set(call, FactFields.withTags(call.context(), tags), Optional.of(tags));
        call.finish(200);
    }

    private void deleteOfObject(S3Call call) {
        set(call, call.context(), Optional.empty());
        call.finish(204);
    }

    private void set(S3Call call, RequestContext context, Optional<TagSet> tags) {
        S3Target target = call.target();
        ObjectInfo object =
                Markers.read(
                        objects,
                        call,
                        () ->
                                objects.setTags(
                                        context,
                                        target.bucketName(),
                                        target.objectKey(),
                                        target.version(),
                                        tags));
        ObjectFields.version(call, object);
    }
}
