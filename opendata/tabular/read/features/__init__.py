"""Files with columns of their own types, often with a geometry: GeoPackage, Shapefile, Parquet."""
