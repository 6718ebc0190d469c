package io.nova.manager.objectstore;

import io.nova.model.objectstore.PartInfo;
import io.nova.spi.objectstore.BlobId;

/** The record of a part; it stays as long as the object that consists of it. */
record StoredPart(String upload, BlobId blob, PartInfo info) {}
