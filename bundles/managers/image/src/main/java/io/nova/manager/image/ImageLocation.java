package io.nova.manager.image;

import io.nova.model.BucketName;
import io.nova.model.InvalidParameterException;
import io.nova.model.objectstore.ObjectKey;

/** A bucket and a key, written {@code bucket/key}. */
record ImageLocation(BucketName bucket, ObjectKey key) {

    /**
     * @throws InvalidParameterException if there is no bucket or no key in it
     */
    static ImageLocation parse(String text) {
        String plain = text.startsWith("s3://") ? text.substring("s3://".length()) : text;
        int slash = plain.indexOf('/');
        if (slash < 1 || slash == plain.length() - 1) {
            throw InvalidParameterException.badValue(
                    "ImageLocation", text, "it must be bucket/key of an object that was uploaded");
        }
        try {
            return new ImageLocation(
                    new BucketName(plain.substring(0, slash)),
                    new ObjectKey(plain.substring(slash + 1)));
        } catch (InvalidParameterException e) {
            throw InvalidParameterException.badValue(
                    "ImageLocation", text, "it must be bucket/key of an object that was uploaded");
        }
    }

    @Override
    public String toString() {
        return bucket + "/" + key;
    }
}
