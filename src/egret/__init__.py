"""Egret (白鹭): every act guided, every act on the record, every act answerable."""

__version__ = "0.1.0"
